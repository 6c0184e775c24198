using System.Xml.Linq;
using GenOps.Core;
using GenOps.Core.Access;
using GenOps.Core.Data;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Auth;

/// <summary>Keeps the shared keys in the database. They arrive here encrypted.</summary>
internal sealed class KeyTable(IDbContextFactory<GenOpsDbContext> contexts, TimeProvider time) : IXmlRepository
{
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        using var db = contexts.CreateDbContext();
        return [.. db.ProtectionKeys.AsNoTracking().Select(k => k.Xml).AsEnumerable().Select(XElement.Parse)];
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        using var db = contexts.CreateDbContext();
        db.Add(new ProtectionKey
        {
            Name = friendlyName,
            Xml = element.ToString(SaveOptions.DisableFormatting),
            CreatedAt = time.UtcNow(),
        });
        db.SaveChanges();
    }
}
