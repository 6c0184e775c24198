using System.Text.Json;
using GenOps.Core.Calls;
using GenOps.Core.Inference.Providers.Sandbox.Writing;

namespace GenOps.Core.Inference.Providers.Sandbox;

/// <summary>
/// The provider that is always there. It computes real text and a real picture from the sources of a prompt by rules,
/// deterministically, and never pretends to be a model: what it says is taken from the sources, and its scores follow
/// <see cref="ScoreFormula"/>. A higher tier reads more and says more.
/// </summary>
public sealed class SandboxProvider(TimeProvider pace) : IModelProvider
{
    /// <summary>How a judge of the sandbox scores; shown wherever such a score is.</summary>
    public const string ScoreFormula =
        "Sandbox score of a text = 0.6 × share of its statements found in the source (at least 75 % of their words and every number) "
        + "+ 0.4 × share of the source's key facts found in the text (at least 60 % of their words); "
        + "of data = share of its values found in the source, less 0.2 when a value outside the lists is not.";

    /// <summary>The models of the sandbox, by tier.</summary>
    public static readonly IReadOnlyDictionary<Tier, string> Models = new Dictionary<Tier, string>
    {
        [Tier.Small] = "sandbox-small",
        [Tier.Standard] = "sandbox-standard",
        [Tier.Frontier] = "sandbox-frontier",
        [Tier.Image] = "sandbox-image",
    };

    /// <inheritdoc />
    public string Name => ProviderRules.SandboxName;

    /// <inheritdoc />
    public bool IsSandbox => true;

    /// <summary>It keeps nothing, but the same bytes give the same answer and are charged by their call alone.</summary>
    public ProviderCapabilities CapabilitiesFor(string kind) => new(LookUp: false, Idempotent: true);

    /// <inheritdoc />
    public CanonicalRequest Compose(ModelRequest request, ModelCallId call)
    {
        var own = request switch
        {
            TextRequest text => new SandboxRequest
            {
                Model = text.Model,
                Purpose = text.Purpose,
                Tier = TierOf(text),
                System = text.System,
                Messages = text.Messages,
                Sources = text.Sources,
                Candidate = text.Candidate,
                Schema = text.JsonSchema,
                MaxOutputTokens = text.MaxOutputTokens,
            },
            ImageRequest image => new SandboxRequest
            {
                Model = image.Model,
                Purpose = image.Purpose,
                Tier = Tier.Image,
                Messages = [new PromptMessage("user", image.Prompt)],
                Width = image.Width,
                Height = image.Height,
                Quality = image.Quality,
            },
            _ => throw new ArgumentException($"The sandbox knows no {request.GetType().Name}.", nameof(request)),
        };
        return new CanonicalRequest(
            request is ImageRequest ? CanonicalRequest.Image : CanonicalRequest.Chat,
            request.Model,
            Json.SerializeToUtf8Bytes(own, SandboxJson.Options));
    }

    /// <inheritdoc />
    public async Task<SendOutcome> SendAsync(CanonicalRequest request, ModelCallId call, CancellationToken cancellationToken)
    {
        var asked = Asked(request);
        if (!Models.Values.Contains(asked.Model))
            return new SendOutcome.Rejected($"The sandbox has no model '{asked.Model}'; it has {string.Join(", ", Models.Values)}.", false, null);
        try
        {
            await Task.Delay(Pace(asked.Tier), pace, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            return new SendOutcome.InDoubt("The wait for the sandbox was ended.", null);
        }

        var answer = request.Kind == CanonicalRequest.Image ? Image(asked) : Text(asked);
        return new SendOutcome.Answered(Json.SerializeToUtf8Bytes(answer, SandboxJson.Options), null);
    }

    /// <inheritdoc />
    public ModelAnswer Read(CanonicalRequest request, byte[] answer)
    {
        try
        {
            var own = Json.Deserialize<SandboxAnswer>(answer, SandboxJson.Options)!;
            return new ModelAnswer(
                own.Text,
                own.Image,
                own.Image is null ? Tokens(own.InputTokens, own.OutputTokens, estimated: false) : Images(Asked(request), estimated: false),
                own.Model,
                own.FinishReason,
                own.FinishReason == "length" ? "The answer was cut off by the limit of output tokens. Raise max_output_tokens of the step." : null);
        }
        catch (JsonException)
        {
            return new ModelAnswer(null, null, WorstCase(request), null, null, "The stored answer is none of the sandbox.");
        }
    }

    /// <inheritdoc />
    public Task<LookUpOutcome> LookUpAsync(ModelCallId call, CancellationToken cancellationToken) =>
        Task.FromResult<LookUpOutcome>(new LookUpOutcome.Unknown("The sandbox keeps no answers."));

    /// <inheritdoc />
    public Usage WorstCase(CanonicalRequest request)
    {
        var asked = Asked(request);
        return request.Kind == CanonicalRequest.Image
            ? Images(asked, estimated: true)
            : Tokens(InputTokens(asked), asked.MaxOutputTokens, estimated: true);
    }

    private static SandboxAnswer Text(SandboxRequest asked)
    {
        var assignment = Assignment.Read(asked);
        var text = asked.Purpose switch
        {
            CallPurpose.Judge => JudgeWriter.Write(assignment),
            CallPurpose.Critique => CritiqueWriter.Write(assignment),
            _ when asked.Schema is not null => SchemaWriter.Write(assignment),
            _ => ProseWriter.Write(assignment),
        };
        var output = TokenCounter.Count(text);
        var fits = output <= asked.MaxOutputTokens;
        return new SandboxAnswer
        {
            Model = asked.Model,
            Text = fits ? text : TokenCounter.Truncate(text, asked.MaxOutputTokens),
            FinishReason = fits ? "stop" : "length",
            InputTokens = InputTokens(asked),
            OutputTokens = Math.Min(output, asked.MaxOutputTokens),
        };
    }

    private static SandboxAnswer Image(SandboxRequest asked) => new()
    {
        Model = asked.Model,
        Image = SandboxImage.Draw(asked.Messages[0].Text, asked.Width, asked.Height),
        FinishReason = "stop",
    };

    /// <summary>A model that is named decides; else the tier of the step.</summary>
    private static Tier TierOf(TextRequest request) =>
        Models.Where(pair => pair.Value == request.Model).Select(pair => (Tier?)pair.Key).FirstOrDefault() ?? request.Tier;

    private static SandboxRequest Asked(CanonicalRequest request) => Json.Deserialize<SandboxRequest>(request.Body, SandboxJson.Options)!;

    private static long InputTokens(SandboxRequest asked) =>
        TokenCounter.Count(asked.System) + asked.Messages.Sum(message => TokenCounter.Count(message.Text)) + TokenCounter.Count(asked.Schema);

    private static Usage Tokens(long input, long output, bool estimated) =>
        UsageNormaliser.Buckets(estimated, new(Meter.Input, input), new(Meter.Output, output));

    private static Usage Images(SandboxRequest asked, bool estimated) =>
        new([new UsageQuantity(Meter.Images, 1, $"{asked.Width}x{asked.Height}/{asked.Quality ?? "standard"}")], estimated);

    private static TimeSpan Pace(Tier tier) => TimeSpan.FromMilliseconds(tier switch
    {
        Tier.Small => 40,
        Tier.Frontier => 160,
        Tier.Image => 120,
        _ => 90,
    });
}
