namespace CacheKit.Payloads.Tests.Fakes;

internal enum OrderState
{
    Open,
    Paid,
}
