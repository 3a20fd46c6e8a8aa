using System.Reflection;
using Orleans.Concurrency;

namespace Mqant;

/// <summary>One handler of a module: its name, how gateways call it, and the compiled call.</summary>
internal sealed class ModuleHandler
{
    private ModuleHandler(string name, MethodInfo method, HandlerTraits traits, byte replyQualityOfService, HandlerInvoker invoker, IHandlerFilter[] filters)
    {
        Name = name;
        Method = method;
        Traits = traits;
        ReplyQualityOfService = replyQualityOfService;
        Invoker = invoker;
        Filters = filters;
    }

    public string Name { get; }

    public MethodInfo Method { get; }

    public HandlerTraits Traits { get; }

    public byte ReplyQualityOfService { get; }

    public HandlerInvoker Invoker { get; }

    /// <summary>The filters of its module and its own, from the outside in.</summary>
    public IHandlerFilter[] Filters { get; }

    /// <summary>Its place among the handlers of its module.</summary>
    public int Index { get; init; }

    public static ModuleHandler Create(Type grainClass, MethodInfo method, int index, string? moduleLogin, RequireRoleAttribute[] moduleRoles, HandlerFilterAttribute[] moduleFilters)
    {
        var attribute = method.GetCustomAttribute<HandlerAttribute>()!;
        var where = ModuleDescriptor.Describe(method);
        if (!attribute.Name.StartsWith(HandlerAttribute.Prefix, StringComparison.Ordinal) || !ModuleName.IsValid(attribute.Name))
        {
            throw new ModuleDefinitionException(
                $"'{attribute.Name}' of {where} cannot be the name of a handler. It begins with {HandlerAttribute.Prefix} and has at most {ModuleName.MaxLength} letters, digits, '_', '-' or '.'.");
        }

        if (attribute.ReplyQualityOfService is < 0 or > 1)
        {
            throw new ModuleDefinitionException($"{where}: ReplyQualityOfService is 0 or 1, not {attribute.ReplyQualityOfService}.");
        }

        var implementation = FindImplementation(grainClass, method);
        if (HasAttribute("Orleans.TransactionAttribute", method, implementation))
        {
            throw new ModuleDefinitionException(
                $"{where} is a handler with [Transaction], which a call from a client cannot start. Let the handler call a transactional method of another grain.");
        }

        var roles = method.GetCustomAttributes<RequireRoleAttribute>().ToArray();
        CheckRoles(roles, where);
        var allowsGuests = method.IsDefined(typeof(AllowGuestAttribute));
        if (allowsGuests && roles.Length > 0)
        {
            throw new ModuleDefinitionException($"{where} has [AllowGuest] and [RequireRole]: guests have no roles. Remove one of them.");
        }

        RequireRoleAttribute[] needed = allowsGuests ? [] : [.. moduleRoles, .. roles];
        var login = allowsGuests ? null
            : method.GetCustomAttribute<RequireLoginAttribute>()?.Error ?? moduleLogin ?? (needed.Length > 0 ? GameErrors.LoginRequired : null);
        IHandlerFilter[] filters = [.. moduleFilters, .. method.GetCustomAttributes<HandlerFilterAttribute>(), .. implementation.GetCustomAttributes<HandlerFilterAttribute>()];
        var cancellable = filters.Length > 0 || method.GetParameters().Any(p => p.ParameterType == typeof(CancellationToken));
        return new ModuleHandler(
            attribute.Name,
            method,
            new HandlerTraits(GetOrdering(grainClass, method, implementation), attribute.Idempotent, cancellable, login, HandlerTraits.WriteRoles(needed.Select(static set => set.Roles))),
            (byte)attribute.ReplyQualityOfService,
            HandlerInvoker.Compile(method),
            filters)
        {
            Index = index,
        };
    }

    /// <exception cref="ModuleDefinitionException">A role is none.</exception>
    public static void CheckRoles(RequireRoleAttribute[] attributes, string where)
    {
        if (Array.Find(attributes, static attribute => attribute.Roles.Count == 0 || !attribute.Roles.All(RoleNames.IsValid)) is not null)
        {
            throw new ModuleDefinitionException(
                $"{where}: [RequireRole] names one role or more, each of 1 to {RoleNames.MaxLength} letters, digits, '_', '-', '.' or ':'.");
        }
    }

    private static CallOrdering GetOrdering(Type grainClass, MethodInfo method, MethodInfo implementation)
    {
        if (grainClass.IsDefined(typeof(StatelessWorkerAttribute), inherit: true))
        {
            return CallOrdering.Unordered;
        }

        if (grainClass.IsDefined(typeof(ReentrantAttribute), inherit: true)
            || method.IsDefined(typeof(AlwaysInterleaveAttribute))
            || implementation.IsDefined(typeof(AlwaysInterleaveAttribute)))
        {
            return CallOrdering.Interleaving;
        }

        return method.IsDefined(typeof(ReadOnlyAttribute)) || implementation.IsDefined(typeof(ReadOnlyAttribute))
            ? CallOrdering.ReadOnly
            : CallOrdering.Ordered;
    }

    private static MethodInfo FindImplementation(Type grainClass, MethodInfo method)
    {
        var map = grainClass.GetInterfaceMap(method.DeclaringType!);
        return map.TargetMethods[Array.IndexOf(map.InterfaceMethods, method)];
    }

    // By name: the attribute lives in a package that only games with transactions reference.
    private static bool HasAttribute(string fullName, params MethodInfo[] methods) =>
        methods.Any(m => m.GetCustomAttributes(inherit: true).Any(a => a.GetType().FullName == fullName));
}
