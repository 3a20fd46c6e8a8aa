using Mqant;

var builder = WebApplication.CreateBuilder(args);

// What this process is (Mqant:Role) and which cluster it is of (Mqant:Cluster:Mode) is up to its settings; without any it is everything, in memory.
builder.AddMqant();

// Health, metrics, error reports and the operators' console, on a port of their own.
builder.AddMqantOperations("MyGame");

var app = builder.Build();
app.UseDefaultFiles();
app.UseStaticFiles();
app.MapMqant();
app.MapGet("/config.json", (IConfiguration settings) => new { WebSocketPort = settings.GetValue("Mqant:Gateway:WebSocketPort", 3653) });

// Grains and services of the cluster are at hand in every endpoint. This one is open to everyone who reaches the HTTP port: require authorization first.
app.MapGet("/admin/online/{user}", (string user, IUsers users) => users.IsOnlineAsync(user));

app.Run();
