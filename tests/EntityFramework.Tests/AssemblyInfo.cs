// Every test gets fields of its own. They share the global cache, and so run one after another.
[assembly: FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
