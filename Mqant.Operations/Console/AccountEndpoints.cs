using Microsoft.AspNetCore.Http.HttpResults;
using Mqant.Operations.Door;

namespace Mqant.Operations.Console;

/// <summary>Accounts with passwords.</summary>
internal static class AccountEndpoints
{
    private const string Name = "name";

    public static void MapAccounts(this RouteGroupBuilder api)
    {
        var group = api.MapGroup("accounts").WithTags("Players");
        group.MapGet("{name}", GetAsync).WithSummary("An account.");
        group.MapPost("", CreateAsync).WithSummary("Makes an account; the answer alone has its password.").Acts("account.create", DoorPolicies.Admin);
        group.MapPost("{name}/reset-password", ResetAsync).WithSummary("Gives an account another password, which the answer alone has, and ends the user's sessions.").Acts("account.reset-password");
        group.MapPost("{name}/roles", SetRolesAsync).WithSummary("Gives an account other roles, and ends the user's sessions.").Acts("account.roles", DoorPolicies.Admin);
    }

    private static async Task<Results<Ok<AccountDetails>, ProblemHttpResult>> GetAsync(string name, IAccountOperations accounts) =>
        Input.CheckName(name, Name) is { } wrong ? Problems.Bad(wrong)
        : await accounts.GetAsync(name) is { } account ? TypedResults.Ok(account)
        : NoAccount();

    private static async Task<Results<Ok<PasswordDto>, ProblemHttpResult>> CreateAsync(AccountRequest request, HttpContext context, IAccountOperations accounts)
    {
        AuditNote.Set(context, request.Name, Describe(request.Roles));
        if (Input.CheckName(request.Name, Name) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        try
        {
            return await accounts.CreateAsync(request.Name!, request.Roles ?? []) is { } password
                ? TypedResults.Ok(new PasswordDto(password))
                : Problems.Of(StatusCodes.Status409Conflict, "Somebody has an account of this name.");
        }
        catch (GameException exception)
        {
            return Problems.Bad(exception);
        }
    }

    private static async Task<Results<Ok<PasswordDto>, ProblemHttpResult>> ResetAsync(string name, HttpContext context, IAccountOperations accounts)
    {
        AuditNote.Set(context, name, null);
        if (Input.CheckName(name, Name) is { } wrong)
        {
            return Problems.Bad(wrong);
        }

        // Who knows the password has the roles.
        if (Caller.Of(context.User)!.Role < ConsoleRole.Admin && await accounts.GetAsync(name) is { Roles.Count: > 0 })
        {
            return Problems.Of(StatusCodes.Status403Forbidden, "The account has roles: its password is for an admin to reset.");
        }

        try
        {
            return await accounts.ResetPasswordAsync(name) is { } password ? TypedResults.Ok(new PasswordDto(password))
                : NoAccount();
        }
        catch (GameException exception)
        {
            return Problems.Bad(exception);
        }
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> SetRolesAsync(string name, RolesRequest request, HttpContext context, IAccountOperations accounts)
    {
        AuditNote.Set(context, name, Describe(request.Roles));
        if (request.Roles is null)
        {
            return Problems.Bad("'roles' is missing; expected a list, which may be empty.");
        }

        try
        {
            return Input.CheckName(name, Name) is { } wrong ? Problems.Bad(wrong)
                : await accounts.SetRolesAsync(name, request.Roles) ? TypedResults.NoContent()
                : NoAccount();
        }
        catch (GameException exception)
        {
            return Problems.Bad(exception);
        }
    }

    private static string Describe(string[]? roles) => roles is { Length: > 0 } ? $"roles {string.Join(", ", roles)}" : "no roles";

    private static ProblemHttpResult NoAccount() => Problems.NotFound("There is no account of this name.");
}
