namespace Blog;

public interface IHandler<in TRequest, TResponse>
{
    Task<TResponse> Handle(TRequest message, CancellationToken cancellationToken);
}
