using System.Net;
using System.Text;
using GenOps.Core;

namespace GenOps.Web.Http;

/// <summary>Looks at text in the escapes of addresses and forms: once decoded, what is wrong in it is not seen any more.</summary>
internal static class EscapedText
{
    /// <summary>Demands that a text is well-formed.</summary>
    /// <exception cref="InvalidInputException">It is not.</exception>
    public static void Demand(string field, string escaped)
    {
        var bytes = Encoding.Latin1.GetBytes(escaped);
        if (WellFormedText.ProblemOf(WebUtility.UrlDecodeToBytes(bytes, 0, bytes.Length)) is { } problem) throw new InvalidInputException(field, problem, WellFormedText.Cure);
    }

    /// <summary>Demands it of names and values.</summary>
    /// <param name="pairs">As <c>name=value&amp;…</c>.</param>
    /// <param name="whole">What is named where a name itself is not well-formed.</param>
    /// <exception cref="InvalidInputException">One is not.</exception>
    public static void DemandPairs(string pairs, string whole)
    {
        foreach (var pair in pairs.Split('&'))
        {
            var parts = pair.Split('=', 2);
            Demand(whole, parts[0]);
            if (parts.Length == 2) Demand(FieldOf(WebUtility.UrlDecode(parts[0])), parts[1]);
        }
    }

    /// <summary>The field as a person knows it, from its name in a form.</summary>
    public static string FieldOf(string name) => name.Split('.')[^1];
}
