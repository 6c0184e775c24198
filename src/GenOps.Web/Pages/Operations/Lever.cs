using GenOps.Core.Access;

namespace GenOps.Web.Pages.Operations;

/// <summary>Does what a person asked for, shows what came of it, and reads the page anew.</summary>
/// <param name="act">The command, as the signed-in person.</param>
/// <param name="done">What is said when it worked.</param>
public delegate Task Lever(Func<Actor, Task> act, string done);
