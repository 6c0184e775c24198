using System.IO.Compression;
using Microsoft.AspNetCore.ResponseCompression;
using Microsoft.AspNetCore.StaticAssets;

namespace GenOps.Web.Http;

/// <summary>
/// Compresses the assets that the build left plain, as it does those of packages under their fingerprinted names. Pages and the API stay as
/// they are: their length would tell somebody who can add to a page what else stands on it.
/// </summary>
internal static class AssetCompression
{
    /// <summary>Adds Brotli and gzip.</summary>
    public static void AddAssetCompression(this IServiceCollection services)
    {
        services.AddResponseCompression(o =>
        {
            // Only for assets, which hold no secret.
            o.EnableForHttps = true;
            o.MimeTypes = [.. ResponseCompressionDefaults.MimeTypes, "image/svg+xml"];
        });
        services.Configure<BrotliCompressionProviderOptions>(o => o.Level = CompressionLevel.Optimal);
    }

    /// <summary>Compresses what is an asset; put it behind the routing.</summary>
    public static void UseAssetCompression(this WebApplication app) =>
        app.UseWhen(context => context.GetEndpoint()?.Metadata.GetMetadata<StaticAssetDescriptor>() is not null, assets => assets.UseResponseCompression());
}
