using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Starts.Triggers;

/// <summary>The request is not from who knows the secret, or not from now.</summary>
public sealed class SignatureRefusedException(string message) : GenOpsException(message);
