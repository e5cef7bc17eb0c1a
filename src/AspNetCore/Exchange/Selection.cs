using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace CacheKit;

// The part of a response that a request's conditions and range select: status 200 for all of it, 206 for a range, and 304, 412 or 416 for
// no body (RFC 9110, sections 13.2.2 and 14.2).
internal readonly record struct Selection(int Status, int Start, int Length)
{
    // Headers that describe a body, removed from responses without one (RFC 9110, section 15.4.5).
    private static readonly string[] _ofBody =
        [HeaderNames.ContentType, HeaderNames.ContentLength, HeaderNames.ContentEncoding, HeaderNames.ContentLanguage, HeaderNames.ContentRange];

    private bool IsWhole => HasBody && Status != StatusCodes.Status206PartialContent;

    private bool HasBody => Status is not
        (StatusCodes.Status304NotModified or StatusCodes.Status412PreconditionFailed or StatusCodes.Status416RangeNotSatisfiable);

    // Whether the request has a condition or a range.
    public static bool IsAsked(IHeaderDictionary headers) =>
        headers.IfNoneMatch.Count > 0 || headers.IfModifiedSince.Count > 0 || headers.Range.Count > 0 ||
        headers.IfMatch.Count > 0 || headers.IfUnmodifiedSince.Count > 0;

    // Conditions and ranges apply only to status 200, ranges only to GET.
    public static Selection Of(HttpRequest request, IHeaderDictionary headers, int status, Validators validators, int length)
    {
        var whole = new Selection(status, 0, length);
        if (status != StatusCodes.Status200OK)
            return whole;
        if (validators.Fail(headers))
            return whole with { Status = StatusCodes.Status412PreconditionFailed };
        if (validators.Match(headers))
            return whole with { Status = StatusCodes.Status304NotModified };

        return headers.Range.Count > 0 && HttpMethods.IsGet(request.Method) && validators.MatchRange(headers) ? whole.Narrow(headers) : whole;
    }

    // Changes the headers of the whole response to those of the selection.
    public void Apply(HttpContext context, int wholeLength)
    {
        HttpResponse response = context.Response;
        if (Status == StatusCodes.Status304NotModified)
            CompressionVary.Add(context);
        if (!IsWhole)
            context.Features.GetRequiredFeature<IHttpResponseFeature>().ReasonPhrase = null;
        response.StatusCode = Status;
        if (!HasBody)
        {
            foreach (string name in _ofBody)
                response.Headers.Remove(name);
        }

        // The lifetime is that of the whole response, and not of a failure of one client's condition.
        if (Status is StatusCodes.Status412PreconditionFailed or StatusCodes.Status416RangeNotSatisfiable)
        {
            response.Headers.Remove(HeaderNames.CacheControl);
            response.Headers.Remove(HeaderNames.Expires);
        }

        if (Status == StatusCodes.Status206PartialContent)
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes {Start}-{Start + Length - 1}/{wholeLength}");
        else if (Status == StatusCodes.Status416RangeNotSatisfiable)
            response.Headers.ContentRange = string.Create(CultureInfo.InvariantCulture, $"bytes */{wholeLength}");

        // The server sets the length of an empty body itself. A length set by the handler stays, so that the client detects an incomplete
        // response.
        if (Status == StatusCodes.Status206PartialContent)
            response.ContentLength = Length;
        else if (HasBody && Length > 0 && response.Headers.TransferEncoding.Count == 0)
            response.ContentLength ??= Length;
    }

    // Without a body the response is not started here, because outer middleware may add one.
    public Task SendBodyAsync(HttpContext context, ReadOnlyMemory<byte> whole) => !HasBody || Length == 0 || HttpMethods.IsHead(context.Request.Method)
        ? Task.CompletedTask
        : context.Response.Body.WriteAsync(whole.Slice(Start, Length)).AsTask();

    // Several ranges, and units other than bytes, select the whole response.
    private Selection Narrow(IHeaderDictionary headers)
    {
        if (!RangeHeaderValue.TryParse(headers.Range.ToString(), out RangeHeaderValue? asked) || asked.Ranges.Count != 1 ||
            !asked.Unit.Equals("bytes", StringComparison.OrdinalIgnoreCase))
        {
            return this;
        }

        RangeItemHeaderValue range = asked.Ranges.First();
        long start = range.From ?? Math.Max(0, Length - range.To.GetValueOrDefault());
        long end = range.From is null ? Length - 1 : Math.Min(range.To ?? long.MaxValue, Length - 1);
        return start < Length
            ? new Selection(StatusCodes.Status206PartialContent, (int)start, (int)(end - start + 1))
            : this with { Status = StatusCodes.Status416RangeNotSatisfiable };
    }
}
