using GenOps.Core.Data;

namespace GenOps.Core.Levers;

/// <summary>What a caller puts down in the very transaction of a command, so that one is never without the other.</summary>
public delegate Task InSameCommit(GenOpsDbContext db, CancellationToken cancellationToken);
