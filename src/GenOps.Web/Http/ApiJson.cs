using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using GenOps.Core;

namespace GenOps.Web.Http;

/// <summary>How the API and the command line write and read JSON: camelCase names and enum words, keys as bare UUIDs, times in UTC.</summary>
public static class ApiJson
{
    /// <summary>The one set of options.</summary>
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web) { WriteIndented = true });

    /// <summary>Puts the conventions into other options.</summary>
    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.PropertyNamingPolicy = JsonNamingPolicy.CamelCase;
        // Nothing here is put into HTML: quotes and umlauts stay readable.
        options.Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping;
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.CamelCase));
        options.Converters.Add(new IdJsonConverterFactory());
        return options;
    }

    /// <summary>An enum member as the API writes it.</summary>
    public static string Word<TEnum>(TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(value.ToString());

    /// <summary>All members of an enum, for a message.</summary>
    public static string Words<TEnum>()
        where TEnum : struct, Enum => string.Join(", ", Enum.GetValues<TEnum>().Select(Word));
}
