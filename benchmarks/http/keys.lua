-- Requests the keys 1 to KEYS in turn, by a query of the URL that wrk was given.
local requests, last = {}, 0

function init()
    for key = 1, tonumber(os.getenv("KEYS")) do
        requests[key] = wrk.format(nil, wrk.path .. "?key=" .. key)
    end
end

function request()
    last = last % #requests + 1
    return requests[last]
end
