using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Audit;
using GenOps.Core.Data;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>What makes an account.</summary>
public sealed record AddUserRequest
{
    /// <summary>Unique; also the name to sign in with.</summary>
    public required string Email { get; init; }

    /// <summary>At least 12 characters, not easy to guess.</summary>
    public required string Password { get; init; }

    /// <summary>One or more of <see cref="Roles.All"/>.</summary>
    public required IReadOnlyList<string> RoleNames { get; init; }

    /// <summary>The name colleagues see; the e-mail's first part when empty.</summary>
    public string DisplayName { get; init; } = "";
}

/// <summary>Makes an account with its roles; only an administrator may.</summary>
public sealed class AddUser(IServiceScopeFactory scopes, TimeProvider time)
{
    /// <summary>Makes the account and its audit entry in one transaction.</summary>
    /// <returns>The key of the new account.</returns>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">The e-mail, password or a role is not acceptable.</exception>
    public async Task<UserId> ExecuteAsync(Actor actor, AddUserRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        CheckInput(request);
        await using var scope = scopes.CreateAsyncScope();
        var users = scope.ServiceProvider.GetRequiredService<UserManager<User>>();
        var db = scope.ServiceProvider.GetRequiredService<GenOpsDbContext>();
        var user = NewUser(request);
        user.PasswordHash = await PasswordRules.HashAsync(users, user, request.Password);
        await using var transaction = await WriteTransaction.BeginAsync(db, cancellationToken);
        IdentityProblems.Demand(await users.CreateAsync(user));
        IdentityProblems.Demand(await users.AddToRolesAsync(user, request.RoleNames.Distinct(StringComparer.Ordinal)));
        db.Record(actor, time.UtcNow(), "user.add", "user", user.Id,
            $"Added {user.Email} with {string.Join(", ", request.RoleNames)}");
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return UserId.From(user.Id);
    }

    private User NewUser(AddUserRequest request)
    {
        var email = request.Email.Trim();
        return new User
        {
            Id = Guid.CreateVersion7(),
            UserName = email,
            Email = email,
            EmailConfirmed = true,
            DisplayName = string.IsNullOrWhiteSpace(request.DisplayName) ? email.Split('@')[0] : request.DisplayName.Trim(),
            CreatedAt = time.UtcNow(),
        };
    }

    private static void CheckInput(AddUserRequest request)
    {
        if (!request.Email.Contains('@', StringComparison.Ordinal) || request.Email.Length > 254)
            throw new InvalidInputException("E-mail", "This is no e-mail address.", "Write it as name@example.com.");
        CheckRoles(request.RoleNames);
    }

    /// <summary>Demands at least one role, and only such as exist.</summary>
    internal static void CheckRoles(IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            throw new InvalidInputException("Role", "An account needs a role.", $"Choose from {string.Join(", ", Roles.All)}.");
        foreach (var name in names.Where(r => !Roles.All.Contains(r)))
            throw new InvalidInputException("Role", $"There is no role {name}.", $"Choose from {string.Join(", ", Roles.All)}.");
    }
}
