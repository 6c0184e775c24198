using GenOps.Core.Alerts.Channels;
using GenOps.Core.Alerts.Sources;
using GenOps.Core.Outbound;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace GenOps.Core.Alerts;

/// <summary>Registers alerts. A further <see cref="IAlertSource"/> is one more registration.</summary>
public static class AlertRegistration
{
    /// <summary>Adds commands, queries, sources and the channels that are configured.</summary>
    /// <param name="services">Needs the database and a clock.</param>
    /// <param name="configuration">Holds <c>GenOps:Alerts</c>.</param>
    /// <exception cref="InvalidInputException">A channel is configured by halves.</exception>
    public static IServiceCollection AddGenOpsAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddGenOpsOutbound(configuration);
        var section = configuration.GetSection("GenOps:Alerts");
        services.Configure<AlertOptions>(section);
        services.PostConfigure<AlertOptions>(o => o.PublicUrl = o.PublicUrl.Length > 0 ? o.PublicUrl : configuration["GenOps:PublicUrl"] ?? "");
        services.AddSingleton<AcknowledgeAlert>();
        services.AddSingleton<MuteAlert>();
        services.AddSingleton<UnmuteAlert>();
        services.AddSingleton<AlertQuery>();
        services.AddSingleton<IAlertSource, RunAlerts>();
        services.AddSingleton<IAlertSource, HoldAlerts>();
        services.AddSingleton<IAlertSource, CallAlerts>();
        services.AddSingleton<IAlertSource, BudgetAlerts>();
        services.AddSingleton<IAlertSource, FolderAlerts>();
        services.AddSingleton<IAlertSource, ReconciliationAlerts>();
        var options = section.Get<AlertOptions>() ?? new AlertOptions();
        AddWebhook(services, options.Webhook);
        AddMail(services, options.Smtp);
        return services;
    }

    /// <summary>Adds what a serving process does by itself: watching and telling.</summary>
    public static IServiceCollection AddGenOpsAlertDelivery(this IServiceCollection services)
    {
        services.AddSingleton<AlertWatch>();
        services.AddHostedService(s => s.GetRequiredService<AlertWatch>());
        services.AddSingleton<StorageAlarm>();
        services.AddHostedService(s => s.GetRequiredService<StorageAlarm>());
        services.AddSingleton<AlertDispatch>();
        services.AddHostedService(s => s.GetRequiredService<AlertDispatch>());
        return services;
    }

    private static void AddWebhook(IServiceCollection services, AlertWebhookOptions options)
    {
        if (options.Url.Length == 0) return;
        if (!Uri.TryCreate(options.Url, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
            throw new InvalidInputException("GenOps:Alerts:Webhook:Url", $"'{options.Url}' is no address.", "Write https://…, or leave it out.");
        if (options.Secret.Length < 16)
            throw new InvalidInputException("GenOps:Alerts:Webhook:Secret", "It has fewer than 16 characters.", "Choose a longer one; deliveries are signed with it.");
        services.AddHttpClient(AlertWebhook.ClientName, client => client.Timeout = AlertWebhook.Timeout).ThroughGuard();
        services.AddSingleton<IAlertChannel, AlertWebhook>();
    }

    private static void AddMail(IServiceCollection services, AlertSmtpOptions options)
    {
        if (options.Host.Length == 0) return;
        if (!MimeKit.MailboxAddress.TryParse(options.From, out _))
            throw new InvalidInputException("GenOps:Alerts:Smtp:From", $"'{options.From}' is no address.", "Write the sender's, such as genops@example.org.");
        var receivers = options.To.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (receivers.Length == 0 || !receivers.All(to => MimeKit.MailboxAddress.TryParse(to, out _)))
            throw new InvalidInputException("GenOps:Alerts:Smtp:To", $"'{options.To}' are no addresses.", "Write one or more, with commas between them.");
        services.AddSingleton<IAlertChannel, AlertMail>();
    }
}
