namespace QuickStart;

internal static class HeadRequests
{
    // RFC 9110, section 9.1, requires HEAD wherever GET is supported. MapGet alone answers it with 405.
    public static RouteGroupBuilder AnswerHead(this RouteGroupBuilder group)
    {
        ((IEndpointConventionBuilder)group).Finally(static endpoint =>
        {
            if (endpoint.Metadata.OfType<HttpMethodMetadata>().LastOrDefault()?.HttpMethods is [var method] && HttpMethods.IsGet(method))
                endpoint.Metadata.Add(new HttpMethodMetadata([HttpMethods.Get, HttpMethods.Head]));
        });
        return group;
    }
}
