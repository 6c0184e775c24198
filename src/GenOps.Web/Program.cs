using GenOps.Web.Hosting;

return await GenOpsWebApplication.RunAsync(args);

/// <summary>Where the process starts; the command line hands over to <see cref="GenOpsWebApplication"/>.</summary>
public sealed partial class Program;
