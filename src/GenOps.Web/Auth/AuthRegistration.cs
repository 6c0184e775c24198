using GenOps.Core.Access;
using GenOps.Core.Data;
using GenOps.Web.Processes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Components.Authorization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace GenOps.Web.Auth;

/// <summary>Who may come in: people by cookie, programs by API key, nobody by default.</summary>
public static class AuthRegistration
{
    private const string CookieOrKey = "GenOps";

    /// <summary>Adds sign-in, roles, API keys and the rule that everything not said to be open demands a signed-in caller.</summary>
    /// <param name="services">Where to.</param>
    /// <param name="cookies">What the names of the cookies begin with.</param>
    public static IServiceCollection AddGenOpsAuth(this IServiceCollection services, string cookies)
    {
        AddIdentity(services);
        AddSchemes(services, cookies);
        services.AddAuthorizationBuilder()
            .SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
        services.AddAntiforgery(o =>
        {
            o.Cookie.Name = $"{cookies}-form";
            Harden(o.Cookie);
            o.SuppressXFrameOptionsHeader = true;
        });
        services.AddCascadingAuthenticationState();
        services.AddSingleton<SignInBook>();
        services.AddSingleton<SessionCookie>();
        services.AddSingleton<SignInWatch>();
        services.AddHostedService(s => s.GetRequiredService<SignInWatch>());
        services.AddScoped<AuthenticationStateProvider, CircuitSignIn>();
        services.AddScoped<ActorAccessor>();
        services.AddSingleton<SignInThrottle>();
        services.AddSingleton<SignInTraceLimit>();
        services.AddScoped<SignInTrail>();
        services.AddScoped<PasswordSignIn>();
        services.AddScoped<ChangeOwnPassword>();
        services.AddSingleton<AddUser>();
        services.AddSingleton<AddApiKey>();
        services.AddSingleton<RevokeApiKey>();
        services.AddSingleton<CommandLineAccess>();
        services.AddSingleton<ResetUserPassword>();
        services.AddSingleton<FirstAdministrator>();
        return services;
    }

    /// <summary>
    /// Keeps the keys that protect cookies and stored secrets, so that a restart signs nobody out: in the data folder of a single
    /// process; in the database, encrypted with the certificate that all nodes are given, where there are several.
    /// </summary>
    /// <exception cref="StartFailedException">Several processes need a certificate and have none that can be used.</exception>
    public static IServiceCollection AddGenOpsKeys(
        this IServiceCollection services, IConfiguration settings, DataFolder folder, ProcessRole role, DatabaseChoice database)
    {
        var keys = services.AddDataProtection().SetApplicationName("GenOps");
        if (database.IsPostgres && KeyCertificate.Of(settings) is { } certificate)
        {
            services.AddSingleton<KeyTable>();
            services.AddOptions<KeyManagementOptions>().Configure<KeyTable>((options, table) => options.XmlRepository = table);
            keys.ProtectKeysWithCertificate(certificate).UnprotectKeysWithAnyCertificate(certificate);
        }
        else if (role is ProcessRole.Web or ProcessRole.Worker)
        {
            throw KeyCertificate.Missing(role);
        }
        else
        {
            keys.PersistKeysToFileSystem(new DirectoryInfo(folder.Keys));
        }

        return services;
    }

    private static void AddIdentity(IServiceCollection services)
    {
        // Only Identity's own stores take a context by scope; everything of ours asks the factory.
        services.AddScoped(s => s.GetRequiredService<IDbContextFactory<GenOpsDbContext>>().CreateDbContext());
        services.Configure<PasswordHasherOptions>(o => o.IterationCount = SteadyPasswordHasher.Iterations);
        services.AddScoped<IPasswordHasher<User>, SteadyPasswordHasher>();
        services
            .AddIdentityCore<User>(o =>
            {
                o.User.RequireUniqueEmail = true;
                o.Password.RequiredLength = 12;
                o.Password.RequiredUniqueChars = 5;
                // Length and variety count; rules about kinds of characters only make people write passwords down.
                o.Password.RequireDigit = false;
                o.Password.RequireLowercase = false;
                o.Password.RequireUppercase = false;
                o.Password.RequireNonAlphanumeric = false;
                o.Lockout.AllowedForNewUsers = true;
                o.Lockout.MaxFailedAccessAttempts = 5;
                o.Lockout.DefaultLockoutTimeSpan = TimeSpan.FromMinutes(15);
            })
            .AddRoles<IdentityRole<Guid>>()
            .AddEntityFrameworkStores<GenOpsDbContext>()
            .AddPasswordValidator<GuessablePasswordValidator>()
            .AddSignInManager()
            .AddDefaultTokenProviders();
    }

    private static void AddSchemes(IServiceCollection services, string cookies)
    {
        services
            .AddAuthentication(CookieOrKey)
            .AddPolicyScheme(CookieOrKey, null, o => o.ForwardDefaultSelector = context =>
                ApiKeyAuthentication.IsAsked(context.Request) ? ApiKeyAuthentication.Scheme : IdentityConstants.ApplicationScheme)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyAuthentication>(ApiKeyAuthentication.Scheme, null)
            .AddIdentityCookies();
        services.ConfigureAll<CookieAuthenticationOptions>(o => Harden(o.Cookie));
        services.Configure<CookieAuthenticationOptions>(IdentityConstants.ApplicationScheme, o =>
        {
            o.Cookie.Name = $"{cookies}-session";
            o.ExpireTimeSpan = TimeSpan.FromHours(12);
            o.SlidingExpiration = true;
            o.LoginPath = "/account/login";
            o.LogoutPath = "/account/logout";
            o.AccessDeniedPath = "/account/denied";
            o.ReturnUrlParameter = "returnUrl";
            SessionCookie.Attach(o.Events);
            o.Events.OnRedirectToLogin = context => RedirectPeople(context, StatusCodes.Status401Unauthorized);
            o.Events.OnRedirectToAccessDenied = context => RedirectPeople(context, StatusCodes.Status403Forbidden);
        });
    }

    private static void Harden(CookieBuilder cookie)
    {
        cookie.HttpOnly = true;
        cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
        // Lax: a link in a mail or chat opens for a person who is signed in; forms carry a token of their own.
        cookie.SameSite = SameSiteMode.Lax;
    }

    /// <summary>People get a page; programs the bare status.</summary>
    private static Task RedirectPeople(RedirectContext<CookieAuthenticationOptions> context, int status)
    {
        var path = context.Request.Path;
        if (path.StartsWithSegments("/api") || path.StartsWithSegments("/openapi") || path.StartsWithSegments("/_blazor"))
            return ApiKeyAuthentication.WriteProblemAsync(context.HttpContext, status);
        context.Response.Redirect(context.RedirectUri);
        return Task.CompletedTask;
    }
}
