using GenOps.Core.Access;
using GenOps.Web.Auth;
using GenOps.Web.Http;

namespace GenOps.Web.Endpoints;

/// <summary>Accounts and keys over HTTP, for administrators.</summary>
internal static class AccessEndpoints
{
    public static void Map(IEndpointRouteBuilder api)
    {
        api.MapGet("/me", Me).WithName("readMe").WithSummary("Who is asking, and with which roles.").Produces<WhoAmI>();
        api.MapPost("/users", AddUserAsync).WithName("addUser").WithSummary("Makes an account; administrators only.")
            .Accepts<AddUserBody>("application/json").Produces<AddedUser>(StatusCodes.Status201Created);
        api.MapPost("/apikeys", AddKeyAsync).WithName("addApiKey").WithSummary("Makes an API key, shown this once; administrators only.")
            .Accepts<AddApiKeyBody>("application/json").Produces<NewApiKey>(StatusCodes.Status201Created);
    }

    private static IResult Me(HttpContext context)
    {
        var actor = ActorAccessor.From(context.User);
        return Results.Ok(new WhoAmI(actor.Name, [.. actor.RoleNames.Order(StringComparer.Ordinal)]));
    }

    private static async Task<IResult> AddUserAsync(HttpContext context, AddUser add)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var roles = body["roles"] is System.Text.Json.Nodes.JsonArray list ? list.Select(r => r?.ToString() ?? "") : [];
        var request = new AddUserRequest
        {
            Email = body.RequiredText("email"),
            Password = body.RequiredText("password"),
            RoleNames = [.. roles.Select(RoleName)],
            DisplayName = body.Text("displayName") ?? "",
        };
        var id = await add.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Json(new AddedUser(id, request.Email), ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    private static async Task<IResult> AddKeyAsync(HttpContext context, AddApiKey add)
    {
        var body = await RequestBody.ReadObjectAsync(context);
        var request = new AddApiKeyRequest(body.RequiredText("name"), RoleName(body.RequiredText("role")));
        var key = await add.ExecuteAsync(ActorAccessor.From(context.User), request, context.RequestAborted);
        return Results.Json(key, ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary>Roles are written in any case; what is none stays as it is and is refused where it is used.</summary>
    private static string RoleName(string text) =>
        Roles.All.FirstOrDefault(r => r.Equals(text.Trim(), StringComparison.OrdinalIgnoreCase)) ?? text;
}
