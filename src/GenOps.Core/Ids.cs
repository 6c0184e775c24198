using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GenOps.Core;

/// <summary>A key over a UUIDv7, so that keys made later sort later on both databases.</summary>
/// <typeparam name="TSelf">The key's own type.</typeparam>
public interface IId<TSelf> : IParsable<TSelf>
    where TSelf : struct, IId<TSelf>
{
    /// <summary>The raw value, as stored.</summary>
    Guid Value { get; }

    /// <summary>Wraps a stored value.</summary>
    static abstract TSelf From(Guid value);

    static TSelf IParsable<TSelf>.Parse(string s, IFormatProvider? provider) => TSelf.From(Guid.Parse(s, provider));

    static bool IParsable<TSelf>.TryParse([NotNullWhen(true)] string? s, IFormatProvider? provider, out TSelf result)
    {
        var parsed = Guid.TryParse(s, provider, out var value);
        result = TSelf.From(value);
        return parsed;
    }
}

/// <summary>Makes and reads keys.</summary>
public static class Id
{
    /// <summary>A new key of the given type.</summary>
    public static T New<T>() where T : struct, IId<T> => T.From(Guid.CreateVersion7());

    /// <summary>A key made from what it stands for: the same on every machine, so that two that make it collide.</summary>
    internal static Guid Derived(string text)
    {
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }

    /// <summary>Reads a key as people and links write it; false for anything else.</summary>
    public static bool TryParse<T>(string? text, out T id) where T : struct, IId<T> => T.TryParse(text, null, out id);
}

/// <summary>Writes every key as its bare UUID.</summary>
public sealed class IdJsonConverterFactory : JsonConverterFactory
{
    /// <inheritdoc />
    public override bool CanConvert(Type typeToConvert) =>
        typeToConvert.IsValueType && typeToConvert.GetInterfaces().Any(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IId<>));

    /// <inheritdoc />
    public override JsonConverter CreateConverter(Type typeToConvert, JsonSerializerOptions options) =>
        (JsonConverter)Activator.CreateInstance(typeof(IdJsonConverter<>).MakeGenericType(typeToConvert))!;

    private sealed class IdJsonConverter<T> : JsonConverter<T>
        where T : struct, IId<T>
    {
        public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => T.From(reader.GetGuid());

        public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) => writer.WriteStringValue(value.Value);
    }
}

/// <summary>Key of a User.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct UserId(Guid Value) : IId<UserId>
{
    public static UserId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ApiKey.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ApiKeyId(Guid Value) : IId<ApiKeyId>
{
    public static ApiKeyId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a SignIn.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct SignInId(Guid Value) : IId<SignInId>
{
    public static SignInId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Pipeline.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct PipelineId(Guid Value) : IId<PipelineId>
{
    public static PipelineId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a PipelineVersion.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct PipelineVersionId(Guid Value) : IId<PipelineVersionId>
{
    public static PipelineVersionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a PipelineDraft.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct PipelineDraftId(Guid Value) : IId<PipelineDraftId>
{
    public static PipelineDraftId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a PipelineActivation.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct PipelineActivationId(Guid Value) : IId<PipelineActivationId>
{
    public static PipelineActivationId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Schedule.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ScheduleId(Guid Value) : IId<ScheduleId>
{
    public static ScheduleId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ScheduleOccurrence.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ScheduleOccurrenceId(Guid Value) : IId<ScheduleOccurrenceId>
{
    public static ScheduleOccurrenceId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Backfill.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct BackfillId(Guid Value) : IId<BackfillId>
{
    public static BackfillId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a BackfillItem.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct BackfillItemId(Guid Value) : IId<BackfillItemId>
{
    public static BackfillItemId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Trigger.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct TriggerId(Guid Value) : IId<TriggerId>
{
    public static TriggerId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a TriggerDelivery.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct TriggerDeliveryId(Guid Value) : IId<TriggerDeliveryId>
{
    public static TriggerDeliveryId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of an Alert.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct AlertId(Guid Value) : IId<AlertId>
{
    public static AlertId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of an AlertMute.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct AlertMuteId(Guid Value) : IId<AlertMuteId>
{
    public static AlertMuteId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of an AlertNotice.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct AlertNoticeId(Guid Value) : IId<AlertNoticeId>
{
    public static AlertNoticeId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Run.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct RunId(Guid Value) : IId<RunId>
{
    public static RunId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a StepRun.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct StepRunId(Guid Value) : IId<StepRunId>
{
    public static StepRunId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Hold.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct HoldId(Guid Value) : IId<HoldId>
{
    public static HoldId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ModelCall.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ModelCallId(Guid Value) : IId<ModelCallId>
{
    public static ModelCallId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a UsageLine.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct UsageLineId(Guid Value) : IId<UsageLineId>
{
    public static UsageLineId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a RouteDecision.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct RouteDecisionId(Guid Value) : IId<RouteDecisionId>
{
    public static RouteDecisionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Reroute.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct RerouteId(Guid Value) : IId<RerouteId>
{
    public static RerouteId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ProviderAccount.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ProviderAccountId(Guid Value) : IId<ProviderAccountId>
{
    public static ProviderAccountId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of an OutboundAllowance.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct OutboundAllowanceId(Guid Value) : IId<OutboundAllowanceId>
{
    public static OutboundAllowanceId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a PriceEntry.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct PriceEntryId(Guid Value) : IId<PriceEntryId>
{
    public static PriceEntryId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a PriceAlias.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct PriceAliasId(Guid Value) : IId<PriceAliasId>
{
    public static PriceAliasId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a LedgerEntry.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct LedgerEntryId(Guid Value) : IId<LedgerEntryId>
{
    public static LedgerEntryId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Output.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct OutputId(Guid Value) : IId<OutputId>
{
    public static OutputId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a OutputRevision.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct OutputRevisionId(Guid Value) : IId<OutputRevisionId>
{
    public static OutputRevisionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Artifact.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ArtifactId(Guid Value) : IId<ArtifactId>
{
    public static ArtifactId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Flag.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct FlagId(Guid Value) : IId<FlagId>
{
    public static FlagId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ReviewTask.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ReviewTaskId(Guid Value) : IId<ReviewTaskId>
{
    public static ReviewTaskId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ReviewClaim.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ReviewClaimId(Guid Value) : IId<ReviewClaimId>
{
    public static ReviewClaimId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ReviewSkip.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ReviewSkipId(Guid Value) : IId<ReviewSkipId>
{
    public static ReviewSkipId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a ReviewDecision.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct ReviewDecisionId(Guid Value) : IId<ReviewDecisionId>
{
    public static ReviewDecisionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Labour.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct LabourId(Guid Value) : IId<LabourId>
{
    public static LabourId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a PublishCall.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct PublishCallId(Guid Value) : IId<PublishCallId>
{
    public static PublishCallId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Assumption.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct AssumptionId(Guid Value) : IId<AssumptionId>
{
    public static AssumptionId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a AuditEntry.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct AuditEntryId(Guid Value) : IId<AuditEntryId>
{
    public static AuditEntryId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a OutboxMessage.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct OutboxMessageId(Guid Value) : IId<OutboxMessageId>
{
    public static OutboxMessageId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a Budget.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct BudgetId(Guid Value) : IId<BudgetId>
{
    public static BudgetId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a BudgetAccount.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct BudgetAccountId(Guid Value) : IId<BudgetAccountId>
{
    public static BudgetAccountId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a BudgetReservation.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct BudgetReservationId(Guid Value) : IId<BudgetReservationId>
{
    public static BudgetReservationId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a BudgetWait.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct BudgetWaitId(Guid Value) : IId<BudgetWaitId>
{
    public static BudgetWaitId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a BudgetAlert.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct BudgetAlertId(Guid Value) : IId<BudgetAlertId>
{
    public static BudgetAlertId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a RunBatch.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct RunBatchId(Guid Value) : IId<RunBatchId>
{
    public static RunBatchId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a RunBatchItem.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct RunBatchItemId(Guid Value) : IId<RunBatchItemId>
{
    public static RunBatchItemId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a SavedView.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct SavedViewId(Guid Value) : IId<SavedViewId>
{
    public static SavedViewId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}

/// <summary>Key of a RunRequest.</summary>
[JsonConverter(typeof(IdJsonConverterFactory))]
public readonly record struct RunRequestId(Guid Value) : IId<RunRequestId>
{
    public static RunRequestId From(Guid value) => new(value);

    public override string ToString() => Value.ToString();
}
