using GenOps.Core;
using Microsoft.AspNetCore.Identity;

namespace GenOps.Web.Auth;

/// <summary>What Identity refuses, in our words: field, problem, cure.</summary>
internal static class IdentityProblems
{
    /// <summary>Passes a success.</summary>
    /// <exception cref="InvalidInputException">It was refused.</exception>
    public static void Demand(IdentityResult result)
    {
        if (result.Succeeded) return;
        throw new InvalidInputException([.. result.Errors.Select(ProblemOf).DistinctBy(p => p.Problem)]);
    }

    private static FieldProblem ProblemOf(IdentityError error) => error.Code switch
    {
        "PasswordTooShort" => new("Password", "It is too short.", "Use at least 12 characters."),
        "PasswordRequiresUniqueChars" => new("Password", "It repeats too few characters.", "Use at least 5 different ones."),
        "PasswordGuessable" => new("Password", "It is easy to guess.", "Several unrelated words make a good one."),
        "DuplicateUserName" or "DuplicateEmail" => new("E-mail", "There is already an account with it.", "Use another one, or sign in."),
        "InvalidUserName" or "InvalidEmail" => new("E-mail", "It holds characters that are not allowed.", "Use letters, digits and - . _ @ +."),
        _ => new("Account", error.Description, "Change it and try again."),
    };
}
