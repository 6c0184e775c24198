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

/// <summary>What became of a request.</summary>
/// <param name="RunId">The run it started.</param>
/// <param name="Repeated">True when an earlier request of the same delivery had started it.</param>
public sealed record WebhookTaken(RunId RunId, bool Repeated);
