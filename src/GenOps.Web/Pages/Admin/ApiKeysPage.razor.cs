using GenOps.Core;
using GenOps.Core.Access;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Pages.Admin;

/// <summary>The keys of programs: made once, shown once, revoked for good.</summary>
public sealed partial class ApiKeysPage
{
    private IReadOnlyList<ApiKeyRow>? _keys;
    private string _name = "";
    private string _role = Roles.Operator;
    private string? _made;
    private ApiKeyId? _revoking;

    [Inject]
    public required ApiKeysQuery Keys { get; set; }

    [Inject]
    public required AddApiKey Add { get; set; }

    [Inject]
    public required RevokeApiKey Revoke { get; set; }

    /// <inheritdoc />
    protected override async Task ReadAsync() => _keys = await Keys.ReadAsync(Actor, CancellationToken.None);

    private async Task AddAsync()
    {
        var made = await TryAsync(
            async () => _made = (await Add.ExecuteAsync(Actor, new AddApiKeyRequest(_name, _role), CancellationToken.None)).Secret,
            "The key is made.");
        if (made) _name = "";
    }

    private async Task RevokeAsync(ApiKeyRow key)
    {
        await TryAsync(() => Revoke.ExecuteAsync(Actor, key.Id, CancellationToken.None), $"The key {key.Name} opens nothing any more.");
        _revoking = null;
    }
}
