namespace GenOps.Core.Starts.Triggers;

/// <summary>The request is not from who knows the secret, or not from now.</summary>
public sealed class SignatureRefusedException(string message) : GenOpsException(message);
