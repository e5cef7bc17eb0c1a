namespace Blog;

/// <summary>Passes a message to its handler, like a mediator.</summary>
public sealed class Dispatcher(IServiceProvider services)
{
    public Task<TResponse> SendAsync<TRequest, TResponse>(TRequest message, CancellationToken cancellationToken = default) =>
        services.GetRequiredService<IHandler<TRequest, TResponse>>().Handle(message, cancellationToken);
}
