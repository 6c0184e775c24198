namespace GenOps.Core.Inference.Providers;

/// <summary>One message of a conversation.</summary>
/// <param name="Role"><c>user</c> or <c>assistant</c>.</param>
/// <param name="Text">What it says.</param>
public sealed record PromptMessage(string Role, string Text);
