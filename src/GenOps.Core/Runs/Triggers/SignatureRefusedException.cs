using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using GenOps.Core.Data;
using GenOps.Core.Delivery;
using GenOps.Core.Inference.Providers;
using GenOps.Core.Pipelines.Definitions;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Core.Runs.Triggers;

/// <summary>The request is not from who knows the secret, or not from now.</summary>
public sealed class SignatureRefusedException(string message) : GenOpsException(message);
