using System.Buffers.Text;
using System.Security.Cryptography;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>Accounts: add, give roles, lock out.</summary>
public sealed partial class UsersPage
{
    private const int PasswordBytes = 15;

    private IReadOnlyList<UserRow>? _users;
    private Draft? _draft;
    private Added? _added;
    private UserId? _editing;
    private UserId? _resetting;
    private HashSet<string> _roles = [];

    [Inject]
    public required UsersQuery Users { get; set; }

    [Inject]
    public required AddUser Add { get; set; }

    [Inject]
    public required SetUserRoles SetRoles { get; set; }

    [Inject]
    public required LockUser Lock { get; set; }

    [Inject]
    public required ResetUserPassword Reset { get; set; }

    /// <inheritdoc />
    protected override async Task ReadAsync() => _users = await Users.ReadAsync(Actor, CancellationToken.None);

    private void OpenForm()
    {
        Forget();
        _draft = new Draft();
    }

    private async Task AddAsync()
    {
        if (_draft is not { } draft) return;
        var password = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(PasswordBytes));
        var added = await TryAsync(
            () => Add.ExecuteAsync(
                Actor,
                new AddUserRequest { Email = draft.Email.Trim(), DisplayName = draft.Name, Password = password, RoleNames = [.. draft.RoleNames] },
                CancellationToken.None),
            $"Added {draft.Email}.");
        if (!added) return;
        _added = new Added(draft.Email.Trim(), password);
        _draft = null;
    }

    private void Edit(UserRow user)
    {
        Forget();
        _editing = user.Id;
        _roles = [.. user.RoleNames];
    }

    private async Task SetRolesAsync(UserRow user)
    {
        var request = new SetUserRolesRequest(user.Id, [.. Roles.All.Where(_roles.Contains)]);
        if (await TryAsync(() => SetRoles.ExecuteAsync(Actor, request, CancellationToken.None), $"{user.Email} has the new roles."))
            _editing = null;
    }

    /// <summary>The first click asks, the second acts: the old password is worth nothing afterwards.</summary>
    private async Task ResetAsync(UserRow user)
    {
        if (_resetting != user.Id)
        {
            _resetting = user.Id;
            return;
        }

        _resetting = null;
        await TryAsync(
            async () => _added = new Added(user.Email, await Reset.ExecuteAsync(Actor, user.Id, CancellationToken.None)),
            $"{user.Email} has a new password.");
    }

    private async Task LockAsync(UserRow user)
    {
        var locking = !user.Locked && user.PausedUntil is null;
        await TryAsync(
            () => Lock.ExecuteAsync(Actor, new LockUserRequest(user.Id, locking), CancellationToken.None),
            locking ? $"{user.Email} is locked out." : $"{user.Email} may sign in again.");
    }

    private sealed class Draft
    {
        public string Email { get; set; } = "";

        public string Name { get; set; } = "";

        public HashSet<string> RoleNames { get; } = [];
    }

    private sealed record Added(string Email, string Password);
}
