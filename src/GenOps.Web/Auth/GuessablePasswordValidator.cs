using GenOps.Core.Access;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>Refuses long passwords that are still the first to be tried: the account's own name, and well-known words with digits.</summary>
public sealed class GuessablePasswordValidator : IPasswordValidator<User>
{
    private static readonly string[] WellKnown =
        ["password", "passwort", "qwerty", "letmein", "welcome", "admin", "genops", "changeme", "iloveyou", "abc", "123456789", "secret"];

    /// <inheritdoc />
    public Task<IdentityResult> ValidateAsync(UserManager<User> manager, User user, string? password) =>
        Task.FromResult(IsGuessable(user.Email, password ?? "")
            ? IdentityResult.Failed(new IdentityError { Code = "PasswordGuessable", Description = "The password is easy to guess. Several unrelated words make a good one." })
            : IdentityResult.Success);

    /// <summary>Whether what is left without well-known parts and the account's own name is too little to protect anything.</summary>
    internal static bool IsGuessable(string? email, string password)
    {
        var rest = password.ToLowerInvariant();
        var name = email?.Split('@')[0].ToLowerInvariant();
        if (name is { Length: > 2 }) rest = rest.Replace(name, "", StringComparison.Ordinal);
        foreach (var word in WellKnown) rest = rest.Replace(word, "", StringComparison.Ordinal);
        return rest.Where(char.IsLetter).Distinct().Count() < 3 && rest.Distinct().Count() < 8;
    }
}
