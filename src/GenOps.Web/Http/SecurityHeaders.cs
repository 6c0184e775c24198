namespace GenOps.Web.Http;

/// <summary>What every answer tells the browser about whom to trust: this server and nobody else.</summary>
public static class SecurityHeaders
{
    /// <summary>
    /// Scripts come from this server or carry the page's nonce (the import map), none are evaluated from text. Inline
    /// styles are allowed because MudBlazor's theme provider writes one without a nonce.
    /// </summary>
    public static HeaderPolicyCollection Policy { get; } = new HeaderPolicyCollection()
        .AddFrameOptionsDeny()
        .AddContentTypeOptionsNoSniff()
        .AddReferrerPolicySameOrigin()
        .AddCrossOriginOpenerPolicy(o => o.SameOrigin())
        .AddCrossOriginResourcePolicy(o => o.SameOrigin())
        .AddStrictTransportSecurityMaxAge(maxAgeInSeconds: 60 * 60 * 24 * 180)
        .AddPermissionsPolicy(o =>
        {
            o.AddCamera().None();
            o.AddMicrophone().None();
            o.AddGeolocation().None();
            o.AddPayment().None();
            o.AddUsb().None();
        })
        .AddContentSecurityPolicy(csp =>
        {
            csp.AddDefaultSrc().Self();
            csp.AddScriptSrc().Self().WithNonce();
            csp.AddStyleSrc().Self().UnsafeInline();
            csp.AddImgSrc().Self().Data().Blob();
            csp.AddFontSrc().Self();
            csp.AddConnectSrc().Self();
            csp.AddObjectSrc().None();
            csp.AddBaseUri().Self();
            csp.AddFrameAncestors().None();
            csp.AddFormAction().Self();
        })
        .RemoveServerHeader();
}
