using Microsoft.EntityFrameworkCore;

namespace IdentityProvider.Storage;

/// <summary>What a request was let in on ended before the request was done. Nothing of it is saved; the answer is 409, with words of its own.</summary>
public sealed class VisitEndedException() : DbUpdateConcurrencyException("What the request was let in on has ended since.");
