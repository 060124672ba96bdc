using System.Globalization;
using IdentityProvider.SignIn;
using Microsoft.AspNetCore.Mvc.ModelBinding;

namespace IdentityProvider.Developers;

/// <summary>Developers' forms as they were before a step-up came in between.</summary>
public sealed class FormsComingBack(KeptForms kept)
{
    /// <returns>Null when nothing of this person for this page comes back.</returns>
    public IValueProvider? Open(HttpRequest request, DeveloperVisit visit, LocalPage page, string? clientId = null) =>
        kept.Open(visit.User.Id, new LocalReturn(page, ClientId: clientId), request) is { } typed
            ? new QueryStringValueProvider(BindingSource.Query, new QueryCollection(typed.ToDictionary()), CultureInfo.InvariantCulture)
            : null;
}
