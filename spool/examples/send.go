// send.go ID TO BODY
package main

import (
	"context"
	"encoding/json"
	"errors"
	"log"
	"os"
	"time"

	"example/smsdispatch"
)

func main() {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	request := smsdispatch.Fields{"id": os.Args[1], "to": os.Args[2], "body": os.Args[3]}
	result, err := smsdispatch.Open("").Send(ctx, request)
	if errors.Is(err, context.DeadlineExceeded) {
		os.Exit(75)
	} else if err != nil {
		log.Fatal(err)
	}
	json.NewEncoder(os.Stdout).Encode(result)
	if result.Status() != "sent" {
		os.Exit(1)
	}
}
