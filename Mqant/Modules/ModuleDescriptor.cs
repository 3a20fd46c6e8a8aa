using System.Collections.Frozen;
using System.Collections.Concurrent;
using System.Reflection;
using Orleans.Concurrency;

namespace Mqant;

/// <summary>A grain class as a module: its traits and its compiled handlers. Made once for each class.</summary>
internal sealed class ModuleDescriptor
{
    private static readonly ConcurrentDictionary<Type, ModuleDescriptor?> Known = new();

    private ModuleDescriptor(ModuleTraits traits, FrozenDictionary<string, ModuleHandler> handlers, bool isReentrant)
    {
        Traits = traits;
        Handlers = handlers;
        IsReentrant = isReentrant;
        Interleaves = isReentrant || handlers.Values.Any(static h => h.Traits.Ordering is CallOrdering.Interleaving or CallOrdering.ReadOnly);
    }

    public ModuleTraits Traits { get; }

    public FrozenDictionary<string, ModuleHandler> Handlers { get; }

    /// <summary>Whether any call may begin while another one of the same activation waits.</summary>
    public bool IsReentrant { get; }

    /// <summary>Whether some calls may.</summary>
    public bool Interleaves { get; }

    /// <summary>The module that a grain class implements, or null when it implements none.</summary>
    /// <exception cref="ModuleDefinitionException">It implements one in a way that cannot work.</exception>
    public static ModuleDescriptor? For(Type grainClass) => Known.GetOrAdd(grainClass, Create);

    private static ModuleDescriptor? Create(Type grainClass)
    {
        var interfaces = Array.FindAll(grainClass.GetInterfaces(), i => i.IsDefined(typeof(GameModuleAttribute), inherit: false));
        if (interfaces.Length == 0)
        {
            return null;
        }

        if (interfaces.Length > 1)
        {
            throw new ModuleDefinitionException(
                $"{grainClass} implements the modules {string.Join(" and ", interfaces.Select(i => i.ToString()))}. A grain class may implement one module.");
        }

        var module = interfaces[0];
        var attribute = module.GetCustomAttribute<GameModuleAttribute>()!;
        Check(grainClass, module, attribute);

        var login = module.GetCustomAttribute<RequireLoginAttribute>()?.Error ?? (attribute.Key == KeyPolicy.User ? GameErrors.LoginRequired : null);
        var roles = module.GetCustomAttributes<RequireRoleAttribute>().ToArray();
        ModuleHandler.CheckRoles(roles, module.ToString());
        var filters = module.GetCustomAttributes<HandlerFilterAttribute>().Concat(grainClass.GetCustomAttributes<HandlerFilterAttribute>()).ToArray();
        var handlers = new Dictionary<string, ModuleHandler>(StringComparer.Ordinal);
        var methods = module.GetInterfaces().Prepend(module).SelectMany(i => i.GetMethods());
        foreach (var method in methods.Where(m => m.IsDefined(typeof(HandlerAttribute))))
        {
            var handler = ModuleHandler.Create(grainClass, method, handlers.Count, login, roles, filters);
            if (!handlers.TryAdd(handler.Name, handler))
            {
                throw new ModuleDefinitionException(
                    $"{Describe(method)} and {Describe(handlers[handler.Name].Method)} are both the handler {handler.Name} of module {attribute.Name}. Give one another name.");
            }
        }

        if (handlers.Count == 0)
        {
            throw new ModuleDefinitionException($"Module {attribute.Name} ({module}) has no handler. Mark the methods that clients may call with [Handler(\"HD_…\")].");
        }

        if (attribute.Key == KeyPolicy.User && handlers.Values.FirstOrDefault(h => h.Traits.LoginError is null) is { } open)
        {
            throw new ModuleDefinitionException(
                $"{Describe(open.Method)} allows guests, but module {attribute.Name} has one grain for each user (KeyPolicy.User). Remove [AllowGuest] or choose another key policy.");
        }

        var traits = new ModuleTraits(
            attribute.Name,
            attribute.Key,
            attribute.KeyField,
            attribute.AllowKeyInTopic,
            login,
            handlers.Values.ToFrozenDictionary(h => h.Name, h => h.Traits, StringComparer.Ordinal));
        var isReentrant = grainClass.IsDefined(typeof(ReentrantAttribute), inherit: true) || grainClass.IsDefined(typeof(MayInterleaveAttribute), inherit: true);
        return new ModuleDescriptor(traits, handlers.ToFrozenDictionary(StringComparer.Ordinal), isReentrant);
    }

    private static void Check(Type grainClass, Type module, GameModuleAttribute attribute)
    {
        if (!ModuleName.IsValid(attribute.Name))
        {
            throw new ModuleDefinitionException(
                $"'{attribute.Name}' of {module} cannot be the name of a module. Use 1 to {ModuleName.MaxLength} letters, digits, '_', '-' or '.'.");
        }

        if (!typeof(IGrainWithStringKey).IsAssignableFrom(module))
        {
            throw new ModuleDefinitionException($"Module {attribute.Name} ({module}) must extend IGrainWithStringKey.");
        }

        if (attribute.Key == KeyPolicy.PayloadField != !string.IsNullOrEmpty(attribute.KeyField))
        {
            throw new ModuleDefinitionException(
                $"Module {attribute.Name} ({module}): KeyField is set if, and only if, Key is KeyPolicy.PayloadField.");
        }

        if (attribute.Key == KeyPolicy.Any != grainClass.IsDefined(typeof(StatelessWorkerAttribute), inherit: true))
        {
            throw new ModuleDefinitionException(
                $"Module {attribute.Name}: {grainClass} carries [StatelessWorker] if, and only if, the module's Key is KeyPolicy.Any.");
        }
    }

    internal static string Describe(MethodInfo method) => $"{method.DeclaringType}.{method.Name}";
}
