using System.Linq.Expressions;
using System.Reflection;

namespace Mqant;

/// <summary>Calls one handler with a raw payload: reads the payload as the handler's type, calls the method, writes the result.</summary>
internal abstract class HandlerInvoker
{
    /// <exception cref="BadPayloadException">The payload is not what the handler takes.</exception>
    public abstract ValueTask<EncodedResult> InvokeAsync(object grain, Session session, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken);

    /// <exception cref="ModuleDefinitionException">The method's signature is not one a handler can have.</exception>
    public static HandlerInvoker Compile(MethodInfo method)
    {
        var where = ModuleDescriptor.Describe(method);
        if (method.IsGenericMethodDefinition)
        {
            throw new ModuleDefinitionException($"{where} is generic; a handler cannot be.");
        }

        ParameterInfo? session = null, payload = null, cancellation = null;
        foreach (var parameter in method.GetParameters())
        {
            ref var slot = ref payload;
            if (parameter.ParameterType == typeof(Session))
            {
                slot = ref session;
            }
            else if (parameter.ParameterType == typeof(CancellationToken))
            {
                slot = ref cancellation;
            }
            else if (parameter.ParameterType.IsByRef)
            {
                throw new ModuleDefinitionException($"{where}: parameter '{parameter.Name}' is passed by reference; a handler's cannot be.");
            }

            if (slot is not null)
            {
                throw new ModuleDefinitionException(
                    $"{where}: parameters '{slot.Name}' and '{parameter.Name}' are of the same kind. A handler takes at most one Session, one payload and one CancellationToken.");
            }

            slot = parameter;
        }

        var payloadType = payload?.ParameterType ?? typeof(NoPayload);
        var (resultType, adapt) = ResultOf(method, where);
        var factory = typeof(HandlerInvoker)
            .GetMethod(nameof(Create), BindingFlags.NonPublic | BindingFlags.Static)!
            .MakeGenericMethod(payloadType, resultType);
        try
        {
            return (HandlerInvoker)factory.Invoke(null, [method, adapt])!;
        }
        catch (TargetInvocationException exception)
        {
            throw new ModuleDefinitionException($"{where} cannot be called: {exception.InnerException!.Message}");
        }
    }

    private static (Type Result, string Adapt) ResultOf(MethodInfo method, string where)
    {
        var type = method.ReturnType;
        if (type == typeof(Task))
        {
            return (typeof(NoResult), nameof(ResultTasks.FromTask));
        }

        if (type == typeof(ValueTask))
        {
            return (typeof(NoResult), nameof(ResultTasks.FromValueTask));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Task<>))
        {
            return (type.GetGenericArguments()[0], nameof(ResultTasks.FromTaskOf));
        }

        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(ValueTask<>))
        {
            return (type.GetGenericArguments()[0], "");
        }

        throw new ModuleDefinitionException($"{where} returns {type}. A handler returns Task, ValueTask, Task<T> or ValueTask<T>.");
    }

    private static HandlerInvoker<TPayload, TResult> Create<TPayload, TResult>(MethodInfo method, string adapt)
    {
        var grain = Expression.Parameter(typeof(object), "grain");
        var session = Expression.Parameter(typeof(Session), "session");
        var payload = Expression.Parameter(typeof(TPayload), "payload");
        var cancellation = Expression.Parameter(typeof(CancellationToken), "cancellationToken");
        var arguments = method.GetParameters().Select(p =>
            p.ParameterType == typeof(Session) ? session :
            p.ParameterType == typeof(CancellationToken) ? (Expression)cancellation :
            payload);
        Expression body = Expression.Call(Expression.Convert(grain, method.DeclaringType!), method, arguments);
        if (adapt.Length > 0)
        {
            var adapter = typeof(ResultTasks).GetMethod(adapt)!;
            body = Expression.Call(adapter.IsGenericMethodDefinition ? adapter.MakeGenericMethod(typeof(TResult)) : adapter, body);
        }

        var call = Expression.Lambda<Func<object, Session, TPayload, CancellationToken, ValueTask<TResult>>>(body, grain, session, payload, cancellation);
        return new HandlerInvoker<TPayload, TResult>(call.Compile(), PayloadReader.For<TPayload>(), ResultWriter.For<TResult>());
    }
}

/// <summary>The invoker of one signature.</summary>
internal sealed class HandlerInvoker<TPayload, TResult>(
    Func<object, Session, TPayload, CancellationToken, ValueTask<TResult>> call,
    Func<ReadOnlyMemory<byte>, TPayload> read,
    Func<TResult, EncodedResult> write) : HandlerInvoker
{
    public override ValueTask<EncodedResult> InvokeAsync(object grain, Session session, ReadOnlyMemory<byte> payload, CancellationToken cancellationToken)
    {
        var result = call(grain, session, read(payload), cancellationToken);
        return result.IsCompletedSuccessfully ? new(write(result.Result)) : AwaitAsync(result, write);

        static async ValueTask<EncodedResult> AwaitAsync(ValueTask<TResult> result, Func<TResult, EncodedResult> write) => write(await result);
    }
}
