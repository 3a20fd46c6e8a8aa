using Mqant;
using Mqant.Silo;

return await MqantProgram.RunAsync(() => SiloHost.CreateBuilder(args).Build());
