// login.go NUMBER
package main

import (
	"context"
	"fmt"
	"log"
	"os"

	"example/smsdispatch"
)

func main() {
	ctx, spool := context.Background(), smsdispatch.Open("")
	login, err := spool.Verify(ctx, smsdispatch.Fields{"to": os.Args[1]})
	if err != nil {
		log.Fatal(err)
	}
	if login.Final() && login.Status() != "sent" {
		log.Fatal(login.Hint())
	}
	var code string
	fmt.Print("Code: ")
	fmt.Scanln(&code)
	verdict, err := spool.Check(ctx, login["id"].(string), code)
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(verdict.Status(), verdict["reason"])
	if verdict.Status() != "approved" {
		os.Exit(1)
	}
}
