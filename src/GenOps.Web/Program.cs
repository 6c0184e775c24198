return await GenOps.Web.Commands.GenOpsCommandLine.RunAsync(args);

/// <summary>Where the process starts; the command line decides what it is for.</summary>
public sealed partial class Program;
