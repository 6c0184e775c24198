namespace GenOps.Core.Access;

/// <summary>Who acts: a signed-in person, an API key, or GenOps itself.</summary>
/// <param name="Id">The account's or key's id; null for GenOps itself.</param>
/// <param name="Name">As it stands in the audit trail.</param>
/// <param name="RoleNames">The roles held.</param>
public sealed record Actor(Guid? Id, string Name, IReadOnlySet<string> RoleNames)
{
    /// <summary>GenOps itself: the engine, schedules, the command line on a data folder its user owns.</summary>
    public static Actor System { get; } = new(null, "GenOps", new HashSet<string> { Roles.Admin });

    /// <summary>The command line: whoever can open the data folder owns it.</summary>
    public static Actor CommandLine { get; } = new(null, "command line", new HashSet<string> { Roles.Admin });

    /// <summary>True when one of the roles is held; Admin holds all.</summary>
    public bool Is(params ReadOnlySpan<string> anyOf)
    {
        if (RoleNames.Contains(Roles.Admin)) return true;
        foreach (var role in anyOf)
        {
            if (RoleNames.Contains(role)) return true;
        }

        return false;
    }

    /// <summary>True when the actor may read the area.</summary>
    public bool MayRead(ReadArea area) => Is([.. ReadRights.RolesOf(area)]);

    /// <summary>Demands the right to read an area, as <see cref="ReadRights"/> gives it.</summary>
    /// <exception cref="AccessDeniedException">The actor may not read it.</exception>
    public void RequireReading(ReadArea area) => Require([.. ReadRights.RolesOf(area)]);

    /// <summary>Demands one of the roles; Admin is always enough.</summary>
    /// <returns>The actor, who holds it.</returns>
    /// <exception cref="AccessDeniedException">None is held.</exception>
    public Actor Require(params ReadOnlySpan<string> anyOf) =>
        Is(anyOf) ? this : throw new AccessDeniedException(this, string.Join(" or ", anyOf.ToArray().DefaultIfEmpty(Roles.Admin)));
}

/// <summary>The actor lacks the role a command demands.</summary>
public sealed class AccessDeniedException(Actor actor, string needed)
    : GenOpsException($"{actor.Name} may not do this: it needs the role {needed}. An administrator can grant it under Settings.");
