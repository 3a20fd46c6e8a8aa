namespace Mqant.Grains.HelloWorld;

internal sealed class HelloWorldGrain : Grain, IHelloWorld
{
    public ValueTask<string> SayAsync(SayHello request) =>
        new(request.Say is null ? "say cannot be nil" : $"you say : {request.Say}");
}
