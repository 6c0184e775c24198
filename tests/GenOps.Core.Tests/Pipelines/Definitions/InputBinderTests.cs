using System.Text;
using System.Text.Json.Nodes;
using GenOps.Core.Pipelines.Definitions;

namespace GenOps.Core.Tests.Pipelines.Definitions;

public sealed class InputBinderTests
{
    private static readonly PipelineDefinition Definition = PipelineDefinition.Parse(
        """
        name: tiny
        input:
          notes: { type: text, label: Release notes }
          amount: { type: number, required: false }
          limit: { type: number, default: 2.5 }
          tone: { type: choice, choices: [plain, warm], default: plain }
          doc: { type: file, required: false }
          docs: { type: files, required: false }
          photo: { type: file, required: false }
        steps:
          - { id: a, prompt: { template: "{{ input.notes }}" } }
          - { id: b, transform: { source: input.photo, resize: 10x10 } }
        """);

    private static readonly byte[] Png = [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10, 0];

    private static JsonObject Bind(params (string Name, InputValue Value)[] values) =>
        InputBinder.Bind(Definition, values.Append(("notes", new InputValue.Text("N"))).DistinctBy(v => v.Item1).ToDictionary(v => v.Item1, v => v.Item2));

    private static FieldProblem Refused(string name, InputValue value) =>
        Assert.Single(Assert.Throws<InvalidInputException>(() => Bind((name, value))).Problems);

    private static InputValue.File File(string name, string text) => new(name, null, Encoding.UTF8.GetBytes(text));

    [Fact]
    public void Bind_OnlyWhatIsRequired_FillsInTheRest() =>
        Assert.Equal("""{"notes":"N","amount":null,"limit":2.5,"tone":"plain","doc":null,"docs":[],"photo":null}""", Bind().ToJsonString());

    [Fact]
    public void Bind_EveryKindOfValue_IsTaken()
    {
        var bound = Bind(("notes", File("CHANGELOG.md", "# 1")), ("amount", new InputValue.Text(" 12.50 ")), ("tone", new InputValue.Text("warm")),
            ("doc", new InputValue.File("C:\\mail\\a.eml", "message/rfc822; charset=utf-8", "Hi"u8.ToArray())), ("docs", new InputValue.Files([File("a.csv", "x;y"), File("b.html", "<p>")])),
            ("photo", new InputValue.File("p.bin", null, Png)));

        Assert.Equal(
            """{"notes":"# 1","amount":12.50,"limit":2.5,"tone":"warm","doc":{"name":"a.eml","media_type":"message/rfc822","text":"Hi"},"docs":[{"name":"a.csv","media_type":"text/csv","text":"x;y"},{"name":"b.html","media_type":"text/html","text":"<p>"}],"photo":{"name":"p.bin","media_type":"image/png","base64":"iVBORw0KGgoA"}}""",
            bound.ToJsonString(new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping }));
    }

    [Theory]
    [InlineData("notes", "  ", "'Release notes' is missing.", "Give a text.")]
    [InlineData("amount", "12,5", "'12,5' is not a number.", "Write digits, with a point before decimals, such as 12.5.")]
    [InlineData("tone", "loud", "'loud' is not one of the choices.", "Choose plain, warm.")]
    [InlineData("note", "x", "The pipeline has no such input.", "Did you mean 'notes'?")]
    [InlineData("notes", "a\0b", "'Release notes' holds a NUL character, so it is not text.", "Take it out, or give text in UTF-8.")]
    public void Bind_AWrongText_NamesFieldProblemAndCure(string field, string text, string problem, string cure) =>
        Assert.Equal(new FieldProblem(field, problem, cure), Refused(field, new InputValue.Text(text)));

    [Fact]
    public void Bind_NothingAtAll_NamesEveryMissingField() =>
        Assert.Equal("notes", Assert.Single(Assert.Throws<InvalidInputException>(() => InputBinder.Bind(Definition, new Dictionary<string, InputValue>())).Problems).Field);

    [Fact]
    public void Bind_AFileAboveTheLimit_IsRefusedWithBothSizes() =>
        Assert.Equal(
            "'Doc' has 50 MB; at most 10 MB are taken.",
            Refused("doc", new InputValue.File("big.txt", null, new byte[50 * 1024 * 1024])).Problem);

    [Fact]
    public void Bind_ATextAboveTheLimit_IsRefused() =>
        Assert.Equal("'Release notes' has 11 MB; at most 10 MB are taken.", Refused("notes", new InputValue.Text(new string('a', 11 * 1024 * 1024))).Problem);

    [Fact]
    public void Bind_FilesAboveTheLimitTogether_AreRefused()
    {
        var nine = new InputValue.File("nine.txt", null, [.. Enumerable.Repeat((byte)'a', 9 * 1024 * 1024)]);

        Assert.Equal(new FieldProblem("inputs", "The inputs are larger than 20 MB in all.", "Run the pipeline on fewer or smaller files at a time, or raise GenOps:Limits:InputsBytes."), Refused("docs", new InputValue.Files([nine, nine, nine])));
    }

    [Theory]
    [InlineData("notes", "GenOps:Limits:InputBytes", 10, 1_000)]
    [InlineData("inputs", "GenOps:Limits:InputsBytes", 1_000, 10)]
    public void Bind_AboveASetLimit_NamesFieldLimitAndSetting(string field, string setting, int one, int all)
    {
        var values = new Dictionary<string, InputValue> { ["notes"] = new InputValue.Text("eleven bytes") };
        var refused = Assert.Throws<InvalidInputException>(
            () => InputBinder.Bind(Definition, values, new InputLimits { InputBytes = one, InputsBytes = all }));

        Assert.True(refused.IsTooLarge);
        var problem = Assert.Single(refused.Problems);
        Assert.Equal(field, problem.Field);
        Assert.Contains("10 bytes", problem.Problem);
        Assert.Contains(setting, problem.Cure);
    }

    [Fact]
    public void Bind_OneFileOfManyAboveTheLimit_IsNamed()
    {
        var big = new InputValue.File("big.txt", null, new byte[11 * 1024 * 1024]);

        Assert.Equal("'big.txt' has 11 MB; at most 10 MB a file are taken.", Refused("docs", new InputValue.Files([File("a.txt", "a"), big])).Problem);
    }

    [Fact]
    public void Bind_APdf_SaysItIsNotRead() =>
        Assert.Equal("'a.pdf' is a PDF, which this version does not read.", Refused("doc", File("a.pdf", "%PDF-1.7 …")).Problem);

    [Fact]
    public void Bind_APictureWhereTextIsNeeded_IsRefused() =>
        Assert.Equal("'p.png' is a picture, and text is needed here.", Refused("doc", new InputValue.File("p.png", "image/png", Png)).Problem);

    [Fact]
    public void Bind_BinaryAsText_IsRefused()
    {
        Assert.Equal("'a.txt' is not text.", Refused("doc", new InputValue.File("a.txt", "text/plain", [0xC3, 0x28, 0x41])).Problem);
        Assert.Equal("'a.txt' is not text.", Refused("notes", new InputValue.File("a.txt", "text/plain", [0x41, 0, 0x42])).Problem);
        Assert.Equal("'a.png' is neither text nor a picture (PNG, JPEG, WebP).", Refused("photo", new InputValue.File("a.png", "image/png", [0xC3, 0x28, 0x41])).Problem);
    }

    [Fact]
    public void Bind_Utf16WithItsMark_IsText()
    {
        var utf16 = new InputValue.File("a.txt", null, [.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes("Grüße")]);

        Assert.Equal("Grüße", Bind(("notes", utf16))["notes"]!.GetValue<string>());
    }

    [Fact]
    public void Bind_SeveralFilesWhereOneIsTaken_IsRefused() =>
        Assert.Equal("'Doc' does not take several files.", Refused("doc", new InputValue.Files([File("a", "a"), File("b", "b")])).Problem);

    [Fact]
    public void FromJson_ARequest_ReadsTextsNumbersAndFiles()
    {
        var values = InputValue.FromJson(JsonNode.Parse("""{"a": "x", "b": 1.50, "c": null, "d": {"name": "n.md", "text": "T"}, "e": [{"name": "p.png", "base64": "iVBORw=="}]}""")!.AsObject());

        Assert.Equal(["a", "b", "d", "e"], values.Keys);
        Assert.Equal(new InputValue.Text("1.50"), values["b"]);
        Assert.Equal("T"u8.ToArray(), ((InputValue.File)values["d"]).Content);
        Assert.Equal(4, ((InputValue.Files)values["e"]).Items.Single().Content.Length);
    }

    [Theory]
    [InlineData("""{"a": {"text": "x"}}""", "a", "This is neither a value nor a file with a name.")]
    [InlineData("""{"a": {"name": "x"}}""", "a", "The file 'x' has no content.")]
    [InlineData("""{"a": {"name": "x", "base64": "?"}}""", "a", "The content of 'x' is not base64.")]
    [InlineData("""{"a": ["x"]}""", "a[0]", "This is neither a value nor a file with a name.")]
    public void FromJson_AnythingElse_IsRefused(string json, string field, string problem)
    {
        var only = Assert.Single(Assert.Throws<InvalidInputException>(() => InputValue.FromJson(JsonNode.Parse(json)!.AsObject())).Problems);

        Assert.Equal((field, problem), (only.Field, only.Problem));
    }
}
