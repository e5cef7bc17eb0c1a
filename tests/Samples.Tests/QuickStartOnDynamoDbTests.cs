using CacheKit.Servers;

namespace CacheKit.Samples.Tests;

[TestFixture]
internal sealed class QuickStartOnDynamoDbTests : QuickStartTests
{
    private DynamoDbServer? _dynamoDb;

    // A separate server, because the tests clear all entries of the sample.
    protected override async Task<Application> StartAsync()
    {
        _dynamoDb = await DynamoDbServer.StartAsync();
        return await Application.StartAsync(Sample.Assembly("QuickStart"), "--backend", "dynamodb", "--connection", _dynamoDb.Endpoint);
    }

    [OneTimeTearDown]
    public async Task StopDynamoDb()
    {
        if (_dynamoDb is not null)
            await _dynamoDb.DisposeAsync();
    }
}
