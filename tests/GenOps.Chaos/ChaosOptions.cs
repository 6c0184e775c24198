using GenOps.Testing;

namespace GenOps.Chaos;

/// <summary>What the command was asked to do.</summary>
/// <param name="Kills">How many random kills; 0 for none.</param>
/// <param name="Seed">Of the random moments and faults.</param>
/// <param name="Storage">Which database.</param>
/// <param name="Nodes">How many servers; more than one on PostgreSQL only.</param>
/// <param name="Matrix"><c>full</c> or <c>pairwise</c>; null for none.</param>
/// <param name="Leave">Where to pack what a kill with calls in every state leaves; null for nowhere.</param>
public sealed record ChaosOptions(int Kills, int Seed, DatabaseKind Storage, int Nodes, string? Matrix, string? Leave)
{
    /// <summary>Whether plain steps go the hot way.</summary>
    public bool IsHot { get; init; } = true;

    /// <summary>How many kills of whoever keeps the sums; 0 for none.</summary>
    public int Sums { get; init; }

    /// <summary>How it is called.</summary>
    public const string Usage =
        "dotnet run --project tests/GenOps.Chaos -- [--kills N] [--sums N] [--seed S] [--storage sqlite|postgres] [--nodes N] [--path hot|slow] [--matrix full|pairwise] [--leave FILE]";

    /// <summary>Reads the arguments; null when they make no sense.</summary>
    public static ChaosOptions? Read(string[] args)
    {
        var options = new ChaosOptions(0, Random.Shared.Next(1, 1_000_000), DatabaseKind.Sqlite, 1, null, null);
        foreach (var pair in args.Chunk(2))
        {
            var number = pair.Length == 2 && int.TryParse(pair[1], out var n) && n > 0 ? n : 0;
            ChaosOptions? next = (pair[0], pair.ElementAtOrDefault(1)) switch
            {
                ("--kills", _) when number > 0 => options with { Kills = number },
                ("--sums", _) when number > 0 => options with { Sums = number },
                ("--seed", _) when number > 0 => options with { Seed = number },
                ("--nodes", _) when number > 0 => options with { Nodes = number },
                ("--storage", "sqlite") => options with { Storage = DatabaseKind.Sqlite },
                ("--storage", "postgres") => options with { Storage = DatabaseKind.Postgres },
                ("--path", "hot" or "slow") => options with { IsHot = pair[1] == "hot" },
                ("--matrix", "full" or "pairwise") => options with { Matrix = pair[1] },
                ("--leave", { } file) => options with { Leave = file },
                _ => null,
            };
            if (next is null) return null;
            options = next;
        }

        var something = options.Kills > 0 || options.Sums > 0 || (options.Matrix ?? options.Leave) is not null;
        return something && (options.Nodes == 1 || options.Storage == DatabaseKind.Postgres) ? options : null;
    }
}
