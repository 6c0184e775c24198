#!/usr/bin/env bash
# Hangfire.AspNetCore 1.8.25 with Hangfire.InMemory 1.0.0, .NET 10.
#
# AddHangfire hands the host's logger factory to a static log provider. Where a process has two hosts, the one configured last wins; once
# that one is disposed, the provider holds a disposed factory, and every other host of the process that starts afterwards gets no job
# server: the logger throws in the callback that would start it, and the host only logs what such callbacks throw. StartAsync returns, no
# exception reaches anybody, and jobs stay in their queue for ever. The order of configuration decides, so it looks like chance: typical
# for test suites, and for tools that build a second host beside the one that serves.
#
# Seen:
#   alone: server
#   another host disposed before this one was configured: server
#   another host disposed since this one was configured: no server
#
# A way out: give each host a log provider of its own that never throws (GlobalConfiguration is static all the same).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
cat >app.csproj <<'E'
<Project Sdk="Microsoft.NET.Sdk.Web">
  <PropertyGroup>
    <TargetFramework>net10.0</TargetFramework>
    <OutputType>Exe</OutputType>
    <ImplicitUsings>enable</ImplicitUsings>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="Hangfire.AspNetCore" Version="1.8.25" />
    <PackageReference Include="Hangfire.InMemory" Version="1.0.0" />
  </ItemGroup>
</Project>
E
cat >Program.cs <<'E'
using Hangfire;

static WebApplication Build()
{
    var builder = WebApplication.CreateBuilder();
    builder.WebHost.UseUrls("http://127.0.0.1:0");
    builder.Logging.ClearProviders();
    builder.Services.AddHangfire(h => h.UseInMemoryStorage());
    builder.Services.AddHangfireServer();
    return builder.Build();
}

static void Configure(WebApplication host) => host.Services.GetRequiredService<IGlobalConfiguration>();

static async Task<string> StartAsync(WebApplication host)
{
    await host.StartAsync();
    var monitoring = host.Services.GetRequiredService<JobStorage>().GetMonitoringApi();
    for (var i = 0; i < 100 && monitoring.Servers().Count == 0; i++) await Task.Delay(100);
    var found = monitoring.Servers().Count > 0 ? "server" : "no server";
    await host.StopAsync();
    return found;
}

await using (var alone = Build()) Console.WriteLine($"alone: {await StartAsync(alone)}");

await using (var first = Build())
{
    await using (var other = Build()) Configure(other);
    Configure(first);
    Console.WriteLine($"another host disposed before this one was configured: {await StartAsync(first)}");
}

await using (var first = Build())
{
    Configure(first);
    await using (var other = Build()) Configure(other);
    Console.WriteLine($"another host disposed since this one was configured: {await StartAsync(first)}");
}
E
seen=$(dotnet run --verbosity quiet)
printf '%s\n' "$seen"
diff <(printf '%s\n' "$seen") - <<'E'
alone: server
another host disposed before this one was configured: server
another host disposed since this one was configured: no server
E
