using GenOps.Core;
using GenOps.Core.Access;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace GenOps.Web.Auth;

/// <summary>Checks a new password and hashes it, before any write turn is taken: both take long.</summary>
internal static class PasswordRules
{
    /// <summary>How passwords are hashed.</summary>
    public static IOptions<PasswordHasherOptions> Hashing => Options.Create(new PasswordHasherOptions { IterationCount = SteadyPasswordHasher.Iterations });

    /// <summary>The hash of an acceptable password.</summary>
    /// <exception cref="InvalidInputException">It is not acceptable; every reason is listed.</exception>
    public static async Task<string> HashAsync(UserManager<User> users, User user, string password)
    {
        var errors = new List<IdentityError>();
        foreach (var validator in users.PasswordValidators)
            errors.AddRange((await validator.ValidateAsync(users, user, password)).Errors);
        if (errors.Count > 0) IdentityProblems.Demand(IdentityResult.Failed([.. errors]));
        return users.PasswordHasher.HashPassword(user, password);
    }
}
