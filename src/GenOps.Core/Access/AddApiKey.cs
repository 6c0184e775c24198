using GenOps.Core.Audit;

namespace GenOps.Core.Access;

/// <summary>What makes a key.</summary>
/// <param name="Name">What it is for; 1 to 100 characters.</param>
/// <param name="Role">One of <see cref="Roles.All"/>.</param>
public sealed record AddApiKeyRequest(string Name, string Role);

/// <summary>A key just made.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Secret">To be shown now; it cannot be read again.</param>
public sealed record NewApiKey(ApiKeyId Id, string Secret);

/// <summary>Makes an API key; only an administrator may.</summary>
public sealed class AddApiKey(CommandRunner runner, TimeProvider time)
{
    /// <summary>Makes the key and its audit entry in one transaction.</summary>
    /// <exception cref="AccessDeniedException">The actor is no administrator.</exception>
    /// <exception cref="InvalidInputException">The name or the role is not acceptable.</exception>
    public async Task<NewApiKey> ExecuteAsync(Actor actor, AddApiKeyRequest request, CancellationToken cancellationToken)
    {
        actor.Require(Roles.Admin);
        CheckInput(request);
        var secret = ApiKeySecret.New();
        var key = new ApiKey
        {
            Id = Id.New<ApiKeyId>(),
            Name = request.Name.Trim(),
            Role = request.Role,
            KeyHash = ApiKeySecret.HashOf(secret),
            Prefix = secret[..ApiKeySecret.PrefixLength],
            CreatedAt = time.UtcNow(),
            CreatedBy = actor.Name,
        };
        await runner.RunAsync(
            actor,
            scope =>
            {
                scope.Db.Add(key);
                scope.Record("apikey.add", "apikey", key.Id, $"Added the API key {key.Name} ({key.Prefix}…) with {key.Role}");
            },
            cancellationToken);
        return new NewApiKey(key.Id, secret);
    }

    private static void CheckInput(AddApiKeyRequest request)
    {
        if (string.IsNullOrWhiteSpace(request.Name) || request.Name.Length > 100)
            throw new InvalidInputException("Name", "A key needs a name of at most 100 characters.", "Say what uses it, as 'nightly export'.");
        if (!Roles.All.Contains(request.Role))
            throw new InvalidInputException("Role", $"There is no role {request.Role}.", $"Choose from {string.Join(", ", Roles.All)}.");
    }
}
