using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Mqant.Operations.Notifications;

/// <summary>Adds the channels of the settings, which are checked at start.</summary>
internal static class NotificationHosting
{
    public static void AddNotifications(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<NotificationChannels>();
        services.AddSingleton<IValidateOptions<ErrorOptions>, ErrorOptionsCheck>();
    }
}
