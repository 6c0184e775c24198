using System.Collections.Concurrent;
using GenOps.Core.Access;
using GenOps.Web.Auth;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Demonstration;

/// <summary>Lets people of the product into its demonstration, each under their own e-mail, without a password.</summary>
internal sealed class DemonstrationDoor(ProductWatch product, AddUser addUser, TimeProvider time)
{
    private readonly ConcurrentDictionary<Guid, DateTimeOffset> _used = new();

    /// <summary>Signs the person of a ticket in, unless this browser is signed in as them already: a new sign-in would end the other one, and its pages.</summary>
    /// <returns>False where the ticket is worth nothing.</returns>
    public async Task<bool> EnterAsync(HttpContext context, string? text)
    {
        if (EntryTicket.Read(product.Secret, text) is not { } ticket || ticket.Until < time.GetUtcNow() || !_used.TryAdd(ticket.Id, ticket.Until)) return false;
        foreach (var (id, until) in _used.Where(u => u.Value < time.GetUtcNow())) _used.TryRemove(KeyValuePair.Create(id, until));
        if (string.Equals(context.User.Identity?.Name, ticket.Email, StringComparison.OrdinalIgnoreCase)) return true;
        var signIn = context.RequestServices.GetRequiredService<SignInManager<User>>();
        if (await signIn.UserManager.FindByEmailAsync(ticket.Email) is not { } user)
        {
            // Nobody will ever type it.
            await addUser.ExecuteAsync(Actor.System, new AddUserRequest { Email = ticket.Email, Password = EntryTicket.NewSecret(), RoleNames = [Roles.Admin] }, context.RequestAborted);
            user = (await signIn.UserManager.FindByEmailAsync(ticket.Email))!;
        }

        await signIn.SignInAsync(user, isPersistent: false);
        return true;
    }
}
