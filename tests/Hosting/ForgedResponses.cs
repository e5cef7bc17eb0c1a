namespace CacheKit.Hosting;

/// <summary>Payloads of responses that no server can send, or that the cache never stores.</summary>
internal static class ForgedResponses
{
    private static readonly string[] _notForNames = ["", " ", "X Y", "X:Y", "X\rY", "X\nY", "X\0Y", "Ü", "X-\u4e2d", ":status", "X\tY", "(X)"];

    private static readonly string[] _notForValues =
    [
        "a\rb", "a\nb", "a\r\nX-Split: 1", "a\r\n\r\n<script>", "a\0b", "\u00fc", "\u4e2d\u6587", "a\u007f", "a\u0085b", "a\tb",
    ];

    private static readonly string[] _ofMessages =
    [
        "Content-Length", "content-length", "Transfer-Encoding", "Connection", "Upgrade", "Trailer", "TE", "Keep-Alive", "Set-Cookie", "Proxy-Authenticate",
        "Proxy-Connection", "Content-Range", "Server", "Cache-Status",
    ];

    private static readonly int[] _statuses = [int.MinValue, -1, 0, 1, 99, 100, 101, 103, 199, 206, 304, 412, 416, 600, 999, 1000, int.MaxValue];

    private static readonly string[] _reasons = ["OK\r\nX-Split: 1", "OK\r\n\r\nbody", "O\nK", "O\0K", "O\u007fK", "O\u0085K"];

    private static readonly long[] _times = [long.MinValue, long.MaxValue, -62_135_596_800_001, 253_402_300_800_000];

    public static IEnumerable<(string What, byte[] Payload)> All =>
    [
        .. _notForNames.Select(name => ($"name {name}", ForgedResponse.With(name, "1").ToPayload())),
        .. _notForValues.Select(value => ($"value {value}", ForgedResponse.With("X-Value", value).ToPayload())),
        .. _notForValues.Select(value => ($"content type {value}", new ForgedResponse { Headers = [new("Content-Type", [value])] }.ToPayload())),
        .. _notForValues.Select(value => ($"second value {value}", ForgedResponse.With("Link", "a", value).ToPayload())),
        .. _notForValues.Select(value => ($"caches {value}", new ForgedResponse { Caches = ["Origin; hit", value] }.ToPayload())),
        .. _ofMessages.SelectMany(name => new[] { "0", "4", "chunked", "close" }.Select(value => (
            $"{name}: {value}", ForgedResponse.With(name, value).ToPayload()))),
        .. _statuses.Select(status => ($"status {status}", new ForgedResponse { Status = status }.ToPayload())),
        .. _statuses.Select(status => ($"empty of status {status}", new ForgedResponse { Status = status, Body = [] }.ToPayload())),
        ("204 with a body", new ForgedResponse { Status = 204 }.ToPayload()),
        ("205 with a body", new ForgedResponse { Status = 205 }.ToPayload()),
        ("length of no body", new ForgedResponse { Headers = [new("Content-Length", ["7"])], Body = [] }.ToPayload()),
        ("two lengths of no body", new ForgedResponse { Headers = [new("Content-Length", ["0", "0"])], Body = [] }.ToPayload()),
        .. _reasons.Select(reason => ($"reason {reason}", new ForgedResponse { Reason = reason }.ToPayload())),
        .. _times.Select(time => ($"created {time}", new ForgedResponse { Created = time }.ToPayload())),
        ("64 KB in a header", ForgedResponse.With("X-Long", new string('x', 64 * 1024)).ToPayload()),
        (
            "64 KB in many headers",
            new ForgedResponse
            {
                Headers = [.. Enumerable.Range(0, 10_000).Select(i => KeyValuePair.Create($"X-{i}", new[] { "1" }))],
            }.ToPayload()),
        ("64 KB in a reason", new ForgedResponse { Reason = new string('x', 64 * 1024 + 1) }.ToPayload()),
        .. Bombs.Select((bomb, i) => ($"bomb {i}", ForgedResponse.Enclose(bomb))),
    ];

    /// <summary>Returns contents that claim a far greater length than they have.</summary>
    public static IEnumerable<byte[]> Bombs
    {
        get
        {
            byte[][] lengths = [[0xFF, 0xFF, 0xFF, 0xFF, 0x07], [0xFF, 0xFF, 0xFF, 0xFF, 0x0F], [0x80, 0x80, 0x80, 0x80, 0x08], [0xFF, 0xFF, 0xFF, 0xFF, 0xFF]];
            foreach (byte[] length in lengths)
            {
                byte[] status = [0xC8, 1];
                byte[] untilHeaders = [.. status, 0, .. new byte[16]];
                byte[] untilCaches = [.. untilHeaders, 0, .. new byte[16]];
                byte[] untilValues = [.. untilHeaders, 1, 1, (byte)'X'];
                yield return length;
                yield return [.. status, .. length];
                yield return [.. untilHeaders, .. length];
                yield return [.. untilHeaders, 1, .. length];
                yield return [.. untilValues, .. length];
                yield return [.. untilValues, 1, .. length];
                yield return [.. untilCaches, .. length];
                yield return [.. untilCaches, 0, .. length];
                yield return [.. untilCaches, 0, 1, .. length];
            }
        }
    }
}
