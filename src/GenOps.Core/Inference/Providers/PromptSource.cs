namespace GenOps.Core.Inference.Providers;

/// <summary>A text that went into a prompt, kept apart so that the sandbox can work on it.</summary>
/// <param name="Name">Where it came from, such as <c>input.notes</c>.</param>
/// <param name="Text">The text itself.</param>
public sealed record PromptSource(string Name, string Text);
