using GenOps.Core.Access;
using Microsoft.AspNetCore.Authorization;

namespace GenOps.Web.Auth;

/// <summary>Lets in whoever may read an area, by the matrix that the queries check themselves: <see cref="ReadRights"/>.</summary>
[AttributeUsage(AttributeTargets.Class, AllowMultiple = true)]
public sealed class ReadersAttribute : AuthorizeAttribute
{
    /// <param name="area">What the page or endpoint tells.</param>
    public ReadersAttribute(ReadArea area)
    {
        Area = area;
        Roles = string.Join(',', ReadRights.RolesOf(area));
    }

    /// <summary>What it tells.</summary>
    public ReadArea Area { get; }
}
