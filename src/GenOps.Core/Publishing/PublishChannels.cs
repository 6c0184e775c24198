using GenOps.Core.Data;
using Microsoft.Extensions.Configuration;

namespace GenOps.Core.Publishing;

/// <summary>The channels that pipelines can name.</summary>
public sealed class PublishChannels
{
    /// <summary>The channel that is always there.</summary>
    public const string Folder = "folder";

    private readonly Dictionary<string, IPublishChannel> _channels;

    internal PublishChannels(Dictionary<string, IPublishChannel> channels, IReadOnlyList<PublishChannelInfo> list)
    {
        _channels = channels;
        List = list;
    }

    /// <summary>All channels, by name.</summary>
    public IReadOnlyList<PublishChannelInfo> List { get; }

    /// <summary>True when a pipeline can name it.</summary>
    public bool Exists(string name) => _channels.ContainsKey(name);

    /// <summary>Reads <c>GenOps:Channels:&lt;name&gt;:{Kind,Url,Secret,Folder}</c>.</summary>
    /// <param name="configuration">The whole configuration.</param>
    /// <param name="dataFolder">Where the channel <c>folder</c> writes, below <c>published</c>.</param>
    /// <param name="http">Makes the clients of webhooks.</param>
    /// <param name="clock">For signatures.</param>
    /// <exception cref="InvalidInputException">A channel is configured wrongly; each problem names its setting.</exception>
    public static PublishChannels From(IConfiguration configuration, string dataFolder, IHttpClientFactory http, TimeProvider clock)
    {
        var root = Path.GetFullPath(Path.Combine(dataFolder, "published"));
        var channels = new Dictionary<string, IPublishChannel>(StringComparer.OrdinalIgnoreCase) { [Folder] = new FolderChannel(root) };
        List<PublishChannelInfo> list = [new(Folder, "folder", root)];
        List<FieldProblem> problems = [];
        var own = OwnPlaces.Of(configuration, dataFolder);
        foreach (var section in configuration.GetSection("GenOps:Channels").GetChildren().OrderBy(s => s.Key, StringComparer.Ordinal))
        {
            var (channel, info) = Read(section, dataFolder, own, http, clock, problems);
            if (channel is null || info is null) continue;
            if (!channels.TryAdd(section.Key, channel))
                problems.Add(new FieldProblem(section.Path, "The channel folder is built in.", "Give yours another name."));
            else list.Add(info);
        }

        return problems.Count > 0 ? throw new InvalidInputException(problems) : new PublishChannels(channels, list);
    }

    /// <exception cref="InvalidInputException">No channel has this name.</exception>
    internal IPublishChannel Get(string name) => _channels.TryGetValue(name, out var channel)
        ? channel
        : throw new InvalidInputException("channel", $"There is no channel {name}.", $"Known are: {string.Join(", ", List.Select(c => c.Name))}.");

    private static (IPublishChannel? Channel, PublishChannelInfo? Info) Read(
        IConfigurationSection section, string dataFolder, OwnPlaces own, IHttpClientFactory http, TimeProvider clock, List<FieldProblem> problems)
    {
        switch (section["Kind"]?.ToLowerInvariant())
        {
            case "folder" when !string.IsNullOrWhiteSpace(section["Folder"]):
                var folder = Path.GetFullPath(section["Folder"]!, Path.GetFullPath(dataFolder));
                if (own.WrittenAt(folder) is not { } what) return (new FolderChannel(folder), new PublishChannelInfo(section.Key, "folder", folder));
                problems.Add(new FieldProblem($"{section.Path}:Folder", $"Nothing may be published to {folder}: {what} is there.", "Give a folder of its own; a relative one is below the data folder."));
                break;
            case "folder":
                problems.Add(new FieldProblem($"{section.Path}:Folder", "It is missing.", "Give the folder to write to; a relative one is below the data folder."));
                break;
            case "webhook":
                var before = problems.Count;
                if (!Uri.TryCreate(section["Url"], UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https") || url.UserInfo.Length > 0)
                    problems.Add(new FieldProblem($"{section.Path}:Url", "It is no address.", "Give one that starts with https:// or http:// and holds no password."));
                if (section["Secret"] is not { Length: >= WebhookChannel.MinSecretLength } secret)
                    problems.Add(new FieldProblem($"{section.Path}:Secret", "It is missing or too short.", $"Give at least {WebhookChannel.MinSecretLength} characters; the receiver checks signatures with it."));
                else if (problems.Count == before)
                    return (new WebhookChannel(url!, secret, http, clock), new PublishChannelInfo(section.Key, "webhook", url!.GetLeftPart(UriPartial.Path)));
                break;
            default:
                problems.Add(new FieldProblem($"{section.Path}:Kind", $"'{section["Kind"]}' is no kind of channel.", "Use folder or webhook."));
                break;
        }

        return default;
    }
}

/// <summary>A channel as shown to people.</summary>
/// <param name="Name">By which pipelines name it.</param>
/// <param name="Kind"><c>folder</c> or <c>webhook</c>.</param>
/// <param name="Target">The folder, or the address without its query, which may hold a secret.</param>
public sealed record PublishChannelInfo(string Name, string Kind, string Target);
