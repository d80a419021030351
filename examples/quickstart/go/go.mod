module example.com/count-words

go 1.24.0

require (
	github.com/lazyengine/lazyengine/gen/go v0.1.0
	google.golang.org/grpc v1.79.3
)

require (
	golang.org/x/net v0.48.0 // indirect
	golang.org/x/sys v0.39.0 // indirect
	golang.org/x/text v0.32.0 // indirect
	google.golang.org/genproto/googleapis/rpc v0.0.0-20251202230838-ff82c1b0f217 // indirect
	google.golang.org/protobuf v1.36.11 // indirect
)

// In a checkout; without it the module comes from where Go finds modules.
replace github.com/lazyengine/lazyengine/gen/go => ../../../gen/go
