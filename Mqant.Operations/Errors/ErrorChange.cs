using Mqant.Operations.Notifications;

namespace Mqant.Operations.Errors;

/// <summary>Something about a group that operators want to hear of.</summary>
/// <param name="Kind">What.</param>
/// <param name="Group">The group.</param>
internal readonly record struct ErrorChange(NotificationKind Kind, StoredGroup Group);
