using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using GenOps.Core;
using Microsoft.AspNetCore.Components;

namespace GenOps.Web.Http;

/// <summary>What a text in a page's address must be.</summary>
public enum AddressKind
{
    /// <summary>A day, as 2026-11-01.</summary>
    Day,

    /// <summary>A day, or a time of one.</summary>
    Time,

    /// <summary>Where a list goes on.</summary>
    Cursor,

    /// <summary>A whole number from 0: rows before the page.</summary>
    Count,

    /// <summary>The number of a page, from 1.</summary>
    Page,
}

/// <summary>Says what a text in a page's address must be, so that it is refused by its name before the page opens.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class AddressFieldAttribute(AddressKind kind) : Attribute
{
    public AddressKind Kind { get; } = kind;
}

/// <summary>Checks what pages are asked for by their addresses, by the types of their parameters and by <see cref="AddressFieldAttribute"/>.</summary>
internal static class AddressFields
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyList<(string Name, Type Type, AddressKind? Kind)>> Known = [];

    /// <summary>What a page reads from its address.</summary>
    public static IReadOnlyList<(string Name, Type Type, AddressKind? Kind)> Of(Type page) => Known.GetOrAdd(page, static type =>
    [
        .. from property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
           let query = property.GetCustomAttribute<SupplyParameterFromQueryAttribute>()
           where query is not null
           select (query.Name ?? property.Name, Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType, property.GetCustomAttribute<AddressFieldAttribute>()?.Kind),
    ]);

    /// <summary>Checks a request for a page; what is not there, or empty, is as if left out.</summary>
    /// <exception cref="InvalidInputException">Something in the address is not what it must be.</exception>
    public static void Check(HttpContext context, Type page)
    {
        foreach (var (name, type, kind) in Of(page))
        {
            if (context.Request.Text(name) is { } text) Check(context, name.ToLowerInvariant(), text, type, kind);
        }
    }

    /// <summary>A day; null when missing or empty.</summary>
    /// <exception cref="InvalidInputException">It is none.</exception>
    public static DateOnly? Day(string field, string? text)
    {
        if (string.IsNullOrEmpty(text)) return null;
        return DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) && KnownDays.Hold(day)
            ? day
            : throw new InvalidInputException(field, $"'{RequestQuery.Shown(text)}' is no day.", $"Write it as 2026-11-01. {KnownDays.Cure}");
    }

    private static void Check(HttpContext context, string field, string text, Type type, AddressKind? kind)
    {
        if (type == typeof(Guid) && !Guid.TryParse(text, out _)) RequestQuery.Key<RunId>(field, text);
        if (type == typeof(bool) && !bool.TryParse(text, out _)) throw Wrong(field, text, "neither true nor false", "Write true, or leave it out.");
        if (type == typeof(int) || kind is AddressKind.Count or AddressKind.Page)
            Number(field, text, kind switch { AddressKind.Count => 0, AddressKind.Page => 1, _ => int.MinValue });
        if (kind == AddressKind.Day) Day(field, text);
        if (kind == AddressKind.Time) RequestQuery.Moment(context, field, text);
        if (kind == AddressKind.Cursor) context.Request.Cursor(field);
    }

    private static void Number(string field, string text, int least)
    {
        if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) || number < least)
            throw Wrong(field, text, "no whole number that can be", "Leave it out for the beginning.");
    }

    private static InvalidInputException Wrong(string field, string text, string what, string cure) => new(field, $"'{RequestQuery.Shown(text)}' is {what}.", cure);
}
