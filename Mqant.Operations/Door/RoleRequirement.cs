using Microsoft.AspNetCore.Authorization;

namespace Mqant.Operations.Door;

/// <summary>Somebody must have a role, or one above it.</summary>
internal sealed record RoleRequirement(ConsoleRole Role) : IAuthorizationRequirement;
